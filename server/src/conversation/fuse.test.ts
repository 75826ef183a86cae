import { textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { ann, deskNamed, World } from './histories.ts'
import type { ThreadId } from './ids.ts'
import type { Availability, Reply } from './inputs.ts'
import type { Policy } from './policy.ts'

type Bot = { then: Reply['then'] | 'fails'; understood: boolean }
type DeskIs = Availability | 'refusing' | 'silent' | 'resolving'

/** Does what is owed until nothing is, the bot always the same, the desk always the same; how many turns the bot got. */
function untilStill(world: World, bot: Bot, desk: DeskIs): number {
  let turns = 0
  for (let steps = 0; ; steps++) {
    const next = world.owed.shift()
    if (!next) return turns
    if (steps > 100) throw new Error('it goes round')
    const { task, handoff } = next
    switch (task.kind) {
      case 'turn':
        turns++
        if (bot.then === 'fails') world.take({ kind: 'botFailed', turn: 't', stint: task.stint, code: 'threw' })
        else {
          const reply = { messages: [textMessage('bot')], memory: null, understood: bot.understood, then: bot.then }
          world.take({ kind: 'botReplied', turn: 't', stint: task.stint, reply })
        }
        break
      case 'availability': {
        const availability = typeof desk === 'string' ? ({ kind: 'open' } as const) : desk
        world.take({ kind: 'availabilityKnown', stint: task.stint, availability })
        break
      }
      case 'open':
        if (handoff && desk === 'refusing') world.take({ kind: 'deliveryRefused', handoff, what: 'open', code: 'x' })
        else {
          world.bind('t1' as ThreadId, 100 * steps)
          if (desk === 'resolving') {
            world.resolves(100 * steps + 1)
          }
        }
        break
      case 'timer':
        world.take({ kind: 'timeUp', name: 'wait', stint: task.stint })
        break
      default:
        break
    }
  }
}

const handsOver: Bot = { then: { kind: 'handoff', reason: 'r' }, understood: true }
const bots: [string, Bot][] = [
  ['hands over', handsOver],
  ['makes tickets', { then: { kind: 'ticket', reason: 'r' }, understood: true }],
  ['fails', { then: 'fails', understood: true }],
  ['is puzzled', { then: { kind: 'stay' }, understood: false }],
]
const desks: [string, DeskIs][] = [
  ['closed', { kind: 'closed' }],
  ['down', { kind: 'unknown', down: true }],
  ['refusing', 'refusing'],
  ['silent', 'silent'],
  ['resolving at once', 'resolving'],
]
const policies: Partial<Policy>[] = (['none', 'outside', 'desk'] as const).flatMap((tickets) =>
  (['ask', 'bot'] as const).map((afterWait) => ({ tickets, afterWait, notUnderstood: 1 })),
)

describe.each(bots)('a bot that always %s', (_, bot) => {
  it.each(desks)('comes to rest with a desk that is %s', (_, desk) => {
    for (const policy of policies) {
      const world = new World(policy)
      for (let words = 0; words < 12; words++) {
        world.say('hello')
        // The answer to the words, to the second failure, and one when it is given back.
        expect(untilStill(world, bot, desk), JSON.stringify(policy)).toBeLessThanOrEqual(3)
      }
    }
  })

  it.each(desks)('comes to rest with two desks that stand in for each other and are %s', (_, desk) => {
    const pair = [deskNamed('a', { otherwise: 'b' }), deskNamed('b', { otherwise: 'a' })]
    for (const policy of policies) {
      const world = new World({ ...policy, desks: pair })
      world.say('hello')
      expect(untilStill(world, bot, desk)).toBeLessThanOrEqual(3)
    }
  })
})

it('does not hand over again what a desk has just given back, and says so', () => {
  const world = new World().handOff()
  world.resolves(200)
  world.replies({ kind: 'handoff', reason: 'again' })
  expect(world.now.mode).toBe('bot')
  expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
})

it('hands over again once the visitor said something, and as often as they ask themselves', () => {
  const world = new World().handOff()
  world.resolves(200)
  world.take({ kind: 'askedForPerson' })
  expect(world.now.mode).toBe('waiting')
  world.take({ kind: 'leftDesk' })
  world.say('no, really')
  world.replies({ kind: 'handoff', reason: 'again' })
  expect(world.now.mode).toBe('waiting')
})

it('does not let the bot hand over again at once where the visitor stopped waiting for that bot', () => {
  const world = new World({ afterWait: 'ask' }).handOff()
  world.waitEnds()
  world.answers('waitOver', { kind: 'chosen', choice: 'bot' })
  world.replies({ kind: 'handoff', reason: 'r' })
  expect(world.now.mode).toBe('bot')
})

it('lets a bot alone hand over six times an hour at most', () => {
  const world = new World({ tickets: 'outside' })
  for (let n = 0; n < 10; n++) {
    world.say('hm')
    world.replies({ kind: 'handoff', reason: 'r' })
    world.take({ kind: 'leftDesk' })
  }
  expect(world.kinds().filter((kind) => kind === 'handoffRequested')).toHaveLength(6)
  expect(world.asked('form')).toMatchObject({ about: { reason: 'again' } })
})

describe('a bot that has no answer', () => {
  const puzzled = (turns: (boolean | null)[], changes: Partial<Policy> = {}): World => {
    const world = new World({ notUnderstood: 2, ...changes })
    for (const understood of turns) {
      world.say('what?')
      world.replies({ kind: 'stay' }, understood)
    }
    return world
  }

  it.each([
    [[false], 'bot'],
    [[false, false], 'waiting'],
    [[false, true, false], 'bot'],
    [[false, null, false], 'waiting'],
    [[null, null, null], 'bot'],
  ] as const)('gives way after two such turns in a row: %j', (turns, mode) => {
    expect(puzzled([...turns]).now.mode).toBe(mode)
  })

  it('says why, and begins to count anew', () => {
    const world = puzzled([false, false])
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffRequested', by: 'baton', reason: 'notUnderstood' })
    world.take({ kind: 'leftDesk' })
    world.say('what?')
    world.replies({ kind: 'stay' }, false)
    expect(world.now.mode).toBe('bot')
  })

  it('goes on where there is nobody, or where the site wants no such thing', () => {
    expect(puzzled([false, false, false], { desks: [] }).kinds()).not.toContain('asked')
    expect(puzzled([false, false, false], { notUnderstood: null }).now.mode).toBe('bot')
  })
})

describe('a bot that fails', () => {
  it('gives way at the second failure in a row, and an answer between them begins anew', () => {
    const world = new World()
    world.fails()
    world.replies({ kind: 'stay' })
    world.fails()
    expect(world.now.mode).toBe('bot')
    world.fails()
    expect(world.now.mode).toBe('waiting')
  })

  it('is honest about it where it was just given the conversation back', () => {
    const world = new World().handOff()
    world.agentSays(ann, 'Bye', 200)
    world.resolves(300)
    for (let n = 0; n < 3; n++) world.fails()
    expect(world.now.mode).toBe('bot')
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', message: textMessage('The bot is down.') })
  })
})
