import { plainText } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { ann, deskNamed, policy, thread, World } from './histories.ts'
import type { ThreadId } from './ids.ts'
import type { Policy } from './policy.ts'

const [desk] = policy.desks as [Policy['desks'][number]]
const minute = 60_000
const requests = (world: World) => world.log.filter(({ kind }) => kind === 'handoffRequested')

describe('the desk’s reopen', () => {
  it('lets the visitor wait for the agent again, with an end to it', () => {
    const world = new World().handOff()
    world.agentSays(ann, 'Hello', 200)
    world.resolves(300)
    world.desk({ kind: 'reopened' }, 400)
    expect(world.now.mode).toBe('waiting')
    expect(world.tasks('timer').at(-1)).toMatchObject({ stint: world.now.stint })
    world.agentSays(ann, 'Back again', 500)
    expect(world.now.mode).toBe('agent')
  })

  it('takes it from the bot: what it was about to say is dropped', () => {
    const world = new World().handOff()
    world.resolves(300)
    const { stint } = world.now
    world.desk({ kind: 'reopened' }, 400)
    const reply = { messages: [], memory: null, understood: true, then: { kind: 'handoff', reason: 'r' } } as const
    expect(world.take({ kind: 'botReplied', turn: 't', stint, reply: { ...reply, messages: [] } })).toEqual([])
    expect(world.take({ kind: 'botFailed', turn: 't', stint, code: 'x' })).toEqual([])
  })
})

describe('what was under way before', () => {
  it('is dropped though the bot has the conversation again: its turn began before the stay', () => {
    const world = new World()
    world.say('hello')
    const { stint } = world.now
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'leftDesk' })
    expect(world.now.mode).toBe('bot')
    expect(world.take({ kind: 'botFailed', turn: 't', stint, code: 'x' })).toEqual([])
    expect(world.kinds().at(-1)).toBe('handoffEnded')
  })

  it('does not end a later wait: each has a timer of its own', () => {
    const world = new World().handOff()
    const { stint } = world.now
    world.take({ kind: 'leftDesk' })
    world.take({ kind: 'askedForPerson' })
    expect(world.take({ kind: 'timeUp', name: 'wait', stint })).toEqual([])
    expect(world.now.mode).toBe('waiting')
  })

  it('owes no second row of looks: not when the stay went on, not when it got another thread', () => {
    const world = new World().handOff()
    const handoff = world.stay
    const looks = () => world.tasks('look').length
    world.waitEnds()
    world.agentSays(ann, 'Here I am', 500)
    const before = looks()
    world.take({ kind: 'looked', handoff, resumed: 0 })
    expect(looks()).toBe(before)
    world.take({ kind: 'threadGone', handoff, why: 'replaced', target: null })
    world.bind('t2' as ThreadId, 600)
    world.take({ kind: 'looked', handoff, resumed: 1 })
    expect(looks()).toBe(1)
  })
})

it('says once of words that they failed, when the thread is lost once too often', () => {
  const world = new World().handOff()
  const [said] = world.say('hello?')
  for (let times = 0; times < 4; times++) {
    world.take({ kind: 'threadGone', handoff: world.stay, why: 'replaced', target: said?.seq ?? null })
    if (times < 3) world.bind(`t${times}` as ThreadId, 200 + times)
  }
  expect(world.kinds().filter((kind) => kind === 'deliveryChanged')).toHaveLength(1)
  expect(world.log.some((event) => event.kind === 'handoffEnded' && event.how === 'failed')).toBe(true)
})

describe('an agent who writes first in a bot’s conversation', () => {
  it('takes it, and the bot’s turn that was under way is dropped', () => {
    const world = new World().handOff()
    world.resolves(200)
    world.say('thanks, and one more question')
    const { stint } = world.now
    world.agentSays(ann, 'Let me', 300)
    expect(world.kinds().slice(-3)).toEqual(['handoffResumed', 'agentJoined', 'agentSaid'])
    const late = { messages: [{ parts: [] }], memory: { a: 1 }, understood: false, then: { kind: 'end' } } as const
    expect(world.take({ kind: 'botReplied', turn: 't', stint, reply: { ...late, messages: [{ parts: [] }] } })).toEqual(
      [],
    )
    expect(world.now.mode).toBe('agent')
  })

  it('takes it from a question as well', () => {
    const world = new World({ form: [{ id: 'email', required: true }] })
    world.take({ kind: 'askedForPerson' })
    world.answers('form', { kind: 'declined' })
    world.available({ kind: 'open' })
    world.bind(thread, 100)
    world.resolves(200)
    world.policy.desks.push(deskNamed('sales'))
    world.policy.chooseDesk = true
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('desk')).toBeDefined()
    world.agentSays(ann, 'I am back', 300)
    expect(world.now).toMatchObject({ mode: 'agent', asks: [] })
  })
})

describe('a visitor who comes back', () => {
  const resolved = (): World => {
    const world = new World({ desks: [desk, deskNamed('sales')] }).handOff()
    world.resolves(300)
    return world
  }
  const back = (world: World, after: number) => {
    world.at += after
    return world.take({ kind: 'cameBack', handoff: world.stay })
  }

  it.each([
    [29 * minute, 0],
    [31 * minute, 1],
    [23 * 60 * minute, 1],
    [24 * 60 * minute, 0],
  ])('after %d ms is asked %d times whether to go on with the same team', (after, times) => {
    expect(back(resolved(), after)).toHaveLength(times)
  })

  it('is asked once, however many pages they open', () => {
    const world = resolved()
    expect(back(world, 31 * minute)).toMatchObject([{ kind: 'asked', ask: { kind: 'goOn', label: 'Support' } }])
    expect(back(world, minute)).toEqual([])
  })

  it('goes on with that team, without a question where else to go', () => {
    const world = resolved()
    world.policy.chooseDesk = true
    back(world, 31 * minute)
    world.answers('goOn', { kind: 'chosen', choice: 'yes' })
    expect(requests(world).at(-1)).toMatchObject({ by: 'visitor', reason: 'goesOn', desk: 'support' })
    expect(world.now.mode).toBe('waiting')
  })

  it.each([{ kind: 'chosen', choice: 'no' } as const, { kind: 'declined' } as const])(
    'or stays with the bot: %j',
    (no) => {
      const world = resolved()
      back(world, 31 * minute)
      world.answers('goOn', no)
      expect(world.now).toMatchObject({ mode: 'bot', asks: [] })
      expect(requests(world)).toHaveLength(1)
    },
  )

  it('is not asked where the stay was not resolved, another began, or the team left the site', () => {
    const left = new World().handOff()
    left.take({ kind: 'leftDesk' })
    expect(back(left, 31 * minute)).toEqual([])
    const again = resolved()
    const before = again.stay
    again.take({ kind: 'askedForPerson' })
    again.at += 31 * minute
    expect(again.take({ kind: 'cameBack', handoff: before })).toEqual([])
    const gone = resolved()
    gone.policy.desks.shift()
    expect(back(gone, 31 * minute)).toEqual([])
  })

  it('in a new conversation is asked for the desk that resolved the former one, and greeted as ever', () => {
    const world = new World()
    world.take({ kind: 'opened', language: 'en', page: null, title: null, resolved: 'support' })
    expect(world.kinds()).toEqual(['conversationStarted', 'asked'])
    expect(world.tasks('turn')).toHaveLength(1)
    world.answers('goOn', { kind: 'chosen', choice: 'yes' })
    expect(world.now.handoff).toMatchObject({ desk: 'support', reason: 'goesOn' })
    const other = new World()
    other.take({ kind: 'opened', language: 'en', page: null, title: null, resolved: 'gone' })
    expect(other.kinds()).toEqual(['conversationStarted'])
  })
})

it('shows what was said to somebody whose thread was lost before the visitor left, as not delivered', () => {
  const world = new World().handOff()
  world.agentSays(ann, 'Hello', 200)
  const [said] = world.say('hello Ann')
  world.take({ kind: 'threadGone', handoff: world.stay, why: 'replaced', target: said?.seq ?? null })
  world.take({ kind: 'leftDesk' })
  expect(world.now.trouble).toEqual({ [String(said?.seq)]: 'failed' })
})

it('keeps stays where somebody may still write longer than such that nobody was at', () => {
  const world = new World().handOff()
  world.waitEnds()
  const left = world.stay
  for (let n = 0; n < 20; n++) {
    world.take({ kind: 'askedForPerson' })
    world.available({ kind: 'closed' })
  }
  expect(world.now.former).toHaveLength(8)
  expect(world.now.former.map(({ id }) => id)).toContain(left)
  world.agentSays(ann, 'Sorry for the wait', 500)
  const said = world.log.at(-1)
  expect(said?.kind === 'agentSaid' && plainText(said.message)).toBe('Sorry for the wait')
  expect(world.now).toMatchObject({ mode: 'agent', handoff: { id: left } })
})
