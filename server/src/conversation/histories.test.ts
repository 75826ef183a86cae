// long because one small world serves all invariants.
import type { Time } from '@baton/shared/ids.ts'
import { plainText, textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { askedTooOften } from './asks.ts'
import { type Conversation, emptyConversation } from './conversation.ts'
import { fold, isUnderWay, roundOf } from './fold.ts'
import { ann, ben, policy, World } from './histories.ts'
import { availabilityAt, type OfficeHours } from './hours.ts'
import type { ThreadId, VendorId } from './ids.ts'
import type { DeskTold } from './inputs.ts'
import type { Policy } from './policy.ts'

// The whole machine has ten thousand of its own (machine.test.ts).
const runs = 1_000

/** One random step of the world: a visitor, the bot, the desk's news (late, early, doubled), or something owed being done. */
type Step =
  | { do: 'say' | 'ask' | 'leave' | 'work' | 'timer' | 'again'; pick: number }
  | { do: 'desk'; told: DeskTold; lag: number }

const agent = fc.constantFrom(ann, ben)
const told: fc.Arbitrary<DeskTold> = fc.oneof(
  agent.map((a): DeskTold => ({ kind: 'joined', agent: a.ref, vendor: a.vendor })),
  agent.map((a): DeskTold => ({ kind: 'left', agent: a.ref })),
  fc.option(agent).map((a): DeskTold => ({ kind: 'transferred', to: a?.ref ?? null, vendor: a?.vendor ?? null })),
  fc.constantFrom('agent', 'system', 'visitor').map((by): DeskTold => ({ kind: 'resolved', by: by as 'agent' })),
  fc.constant<DeskTold>({ kind: 'reopened' }),
  fc
    .record({ open: fc.boolean(), a: fc.option(agent) })
    .map(({ open, a }): DeskTold => ({ kind: 'state', open, agent: a })),
  fc.nat(9).map((position): DeskTold => ({ kind: 'queued', position, wait: null })),
  fc.record({ a: agent, public: fc.boolean(), id: fc.nat(30) }).map(
    ({ a, public: p, id }): DeskTold => ({
      kind: 'said',
      by: { kind: 'agent', ...a },
      audience: p ? 'public' : 'private',
      message: textMessage(p ? `public ${id}` : `secret ${id}`),
      vendorId: `m${id}` as VendorId,
      key: null,
    }),
  ),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('say', 'ask', 'leave', 'again'),
      pick: fc.nat(99),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('work', 'work', 'work', 'work', 'work', 'timer'),
      pick: fc.nat(99),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('desk' as const), told, lag: fc.integer({ min: -20, max: 60 }) }),
  },
)
const histories = fc.record({
  // Long ones: what matters happens behind a handoff, and fast-check alone would hardly get there.
  steps: fc.array(step, { minLength: 10, maxLength: 80, size: 'max' }),
  handedOff: fc.boolean(),
  afterResolve: fc.constantFrom('bot', 'closed') as fc.Arbitrary<'bot' | 'closed'>,
  bot: fc.boolean(),
  /** Which five minutes of the first two hours people are there in for three; the clock goes on by a minute a step. */
  /** Whether a word alone asks for a person. */
  asking: fc.boolean(),
  hours: fc.option(fc.array(fc.nat(23), { maxLength: 12 }), { freq: 2 }),
})

type History = {
  steps: Step[]
  handedOff: boolean
  afterResolve: 'bot' | 'closed'
  bot: boolean
  asking: boolean
  hours: number[] | null
}
type Told = { told: DeskTold; at: number }

const [desk] = policy.desks as [Policy['desks'][number]]
const officeHours = (hours: number[]): OfficeHours => {
  const day = hours.map((hour) => ({ from: hour * 5, to: hour * 5 + 3 }))
  return { timeZone: 'UTC', week: [day, day, day, day, day, day, day], closed: [] }
}

/** Plays a history. `check` is called after each step. */
function play(history: History, check: (world: World) => void): { world: World; heard: Told[] } {
  const { afterResolve, bot, asking, hours } = history
  const when = asking ? { when: { words: ['words 1'], angry: ['words 2'] } } : {}
  const world = new World({
    afterResolve,
    bot,
    ...when,
    ...(hours ? { desks: [{ ...desk, hours: officeHours(hours) }] } : {}),
  })
  if (history.handedOff && !hours) world.handOff()
  const heard: Told[] = []
  let vendorClock = 100
  const one = (s: Step): void => {
    switch (s.do) {
      case 'say':
        if (world.now.mode !== 'closed') world.say(`words ${s.pick % 3}`)
        return
      case 'ask':
        world.take({ kind: 'askedForPerson' })
        return
      case 'leave':
        world.take({ kind: 'leftDesk' })
        return
      case 'timer': {
        const timer = world.owed.find((owed) => owed.task.kind === 'timer')
        if (timer?.task.kind !== 'timer') return
        world.owed = world.owed.filter((owed) => owed !== timer)
        world.take({ kind: 'timeUp', name: 'wait', stint: timer.task.stint })
        return
      }
      case 'again': {
        const before = heard[s.pick % Math.max(1, heard.length)]
        if (before) world.desk(before.told, before.at)
        return
      }
      case 'desk': {
        vendorClock += 10
        const at = Math.max(1, vendorClock - s.lag)
        heard.push({ told: s.told, at })
        const id = s.told.kind === 'said' ? `d:${s.told.vendorId}` : undefined
        world.desk(s.told, at, id)
        return
      }
      case 'work': {
        const waiting = world.owed.filter((owed) => owed.task.kind !== 'timer')
        const chosen = waiting[s.pick % Math.max(1, waiting.length)]
        const first = chosen && waiting.find((owed) => owed.lane === chosen.lane)
        if (!first) return
        world.owed = world.owed.filter((owed) => owed !== first)
        vendorClock += 10
        work(world, first, vendorClock, s.pick)
      }
    }
  }
  for (const s of history.steps) {
    if (hours) world.at += 60_000
    one(s)
    check(world)
  }
  return { world, heard }
}

function work(world: World, { task, handoff }: World['owed'][number], vendorClock: number, pick: number): void {
  switch (task.kind) {
    case 'turn':
      if (pick % 4 === 0) world.take({ kind: 'botFailed', turn: 't', stint: task.stint, code: 'x' })
      else {
        const then = pick % 5 === 0 ? ({ kind: 'handoff', reason: 'r' } as const) : ({ kind: 'stay' } as const)
        world.take({
          kind: 'botReplied',
          turn: 't',
          stint: task.stint,
          reply: { messages: [textMessage('bot')], memory: { pick }, understood: true, then },
        })
      }
      return
    case 'availability':
      world.take({
        kind: 'availabilityKnown',
        stint: task.stint,
        availability: { kind: pick % 17 === 0 ? 'closed' : 'open' },
      })
      return
    case 'open': {
      if (!handoff) return
      if (pick % 23 === 0) world.take({ kind: 'deliveryRefused', handoff, what: 'open', code: 'no' })
      else {
        const thread = `t${pick % 5 === 0 ? 2 : 1}` as ThreadId
        world.take({
          kind: 'threadOpened',
          handoff,
          thread,
          stretch: null,
          openedAt: vendorClock as Time,
          url: null,
          vendorIds: [],
        })
      }
      return
    }
    case 'say':
      if (!handoff) return
      if (pick % 4 === 0)
        world.take({ kind: 'threadGone', handoff, why: pick % 8 === 0 ? 'replaced' : 'closed', target: task.target })
      else if (pick % 5 === 0) world.take({ kind: 'deliveryRefused', handoff, what: task.target, code: 'no' })
      else world.take({ kind: 'delivered', handoff, target: task.target, vendorIds: [`o${task.target}` as VendorId] })
      return
    case 'look':
      if (handoff) world.take({ kind: 'looked', handoff, resumed: task.resumed })
      return
    default:
  }
}

const property = (check: (history: History) => void): void => {
  fc.assert(fc.property(histories, check), { numRuns: runs })
}

it('reaches every kind of event, or it would prove little', () => {
  const reached = new Map<string, number>()
  property((history) => {
    for (const kind of new Set(play(history, () => {}).world.kinds())) reached.set(kind, (reached.get(kind) ?? 0) + 1)
  })
  for (const kind of [
    'agentJoined',
    'agentLeft',
    'agentSaid',
    'handoffResumed',
    'threadLost',
    'queued',
    'deliveryChanged',
    'conversationClosed',
  ]) {
    expect(reached.get(kind) ?? 0, kind).toBeGreaterThan(runs / 200)
  }
})

describe(`${runs} random histories`, () => {
  it('leave a row that is the fold of its log, numbered without a hole', () => {
    property((history) => {
      const { world } = play(history, () => {})
      const { id, site, visitor } = world.now
      expect(world.log.reduce(fold, emptyConversation(id, site, visitor))).toEqual(world.now)
      expect(world.log.map((event) => event.seq)).toEqual(world.log.map((_, i) => i + 1))
    })
  })

  it('never have two holders: a stay is under way exactly while a desk has it or is asked', () => {
    property((history) => {
      play(history, ({ now }) => {
        expect(now.handoff !== null && isUnderWay(now.handoff)).toBe(now.mode === 'waiting' || now.mode === 'agent')
        expect(now.former.filter(isUnderWay)).toEqual([])
      })
    })
  })

  it('let the bot speak only in the stint that it was asked in', () => {
    property((history) => {
      let seen = 0
      let before = 'bot'
      play(history, (world) => {
        const spoke = world.log.slice(seen).some((event) => event.kind === 'botSaid' && event.turn !== null)
        if (spoke) expect(before).toBe('bot')
        seen = world.log.length
        before = world.now.mode
      })
    })
  })

  it('end every wait: its timer is owed, and when it fires somebody else has the conversation', () => {
    property((history) => {
      play(history, (world) => {
        if (world.now.mode !== 'waiting') return
        const timer = world.owed.find(({ task }) => task.kind === 'timer' && task.stint === world.now.stint)
        expect(timer).toBeDefined()
      })
      const { world } = play(history, () => {})
      world.take({ kind: 'timeUp', name: 'wait', stint: world.now.stint })
      expect(world.now.mode).not.toBe('waiting')
    })
  })

  it('change nothing by a state that is late or told again', () => {
    property((history) => {
      const { world, heard } = play(history, () => {})
      for (const { told: news, at } of heard) {
        if (news.kind === 'said') continue
        const { handoff } = world.now
        if (!handoff || handoff.stateAt === null || at >= handoff.stateAt || handoff.thread !== 't1') continue
        expect(world.desk(news, at)).toEqual([])
      }
    })
  })

  it('give one notice a change: nobody joins twice without leaving, no stay ends twice without going on', () => {
    property((history) => {
      const { world } = play(history, () => {})
      let there: string | null = null
      let open = false
      for (const event of world.log) {
        if (event.kind === 'agentJoined') {
          expect(there).toBeNull()
          there = event.agent
        }
        if (event.kind === 'agentLeft') {
          expect(there).toBe(event.agent)
          there = null
        }
        if (event.kind === 'handoffRequested' || event.kind === 'handoffResumed') {
          expect(open).toBe(false)
          open = true
        }
        if (event.kind === 'handoffEnded') {
          expect(open).toBe(true)
          open = false
          there = null
        }
      }
    })
  })

  it('keep every private word out of the log', () => {
    property((history) => {
      expect(JSON.stringify(play(history, () => {}).world.log)).not.toContain('secret')
    })
  })

  it('never let anybody wait who asks outside of office hours, and say when to come again', () => {
    let turnedAway = 0
    property((history) => {
      const { world } = play(history, () => {})
      const hours = world.policy.desks[0]?.hours
      if (!hours) return
      for (const [place, event] of world.log.entries()) {
        if (event.kind !== 'handoffRequested') continue
        const there = availabilityAt(hours, event.at)
        const next = world.log[place + 1]
        const at = next?.at === event.at ? next : undefined
        if (there.kind === 'open') expect(at?.kind).not.toBe('handoffEnded')
        else {
          turnedAway++
          const opensAt = there.until === null ? {} : { opensAt: there.until }
          expect(at).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed', ...opensAt })
        }
      }
    })
    expect(turnedAway).toBeGreaterThan(runs / 20)
  })

  it('ask for a person at the first such word, when nobody has the conversation', () => {
    const asked = { words: 0, angry: 0 }
    property((history) => {
      let before: Conversation | null = null
      play(history, (world) => {
        const was = before
        before = world.now
        if (!was) return
        const news = world.log.slice(was.seq)
        const said = news[0]?.kind === 'visitorSaid' && news[0].key !== null ? plainText(news[0].message) : ''
        const reason = said === 'words 1' ? 'words' : said === 'words 2' ? 'angry' : null
        const request = news.find((event) => event.kind === 'handoffRequested')
        const free = was.mode === 'bot' && !askedTooOften(was, world.at - 1)
        if (reason && history.asking && free) {
          asked[reason]++
          expect(request).toMatchObject({ reason })
        } else expect(['words', 'angry']).not.toContain(request?.reason)
      })
    })
    expect(Math.min(asked.words, asked.angry)).toBeGreaterThan(runs / 20)
  })

  it('owe each open thread a look, and never two', () => {
    property((history) => {
      play(history, (world) => {
        const { handoff } = world.now
        if (!handoff || !isUnderWay(handoff) || handoff.thread === null) return
        const looks = world.owed.filter(
          ({ task, lane }) =>
            task.kind === 'look' && lane === `look:${handoff.id}` && task.resumed === roundOf(handoff),
        )
        expect(looks.length).toBe(1)
      })
    })
  })
})
