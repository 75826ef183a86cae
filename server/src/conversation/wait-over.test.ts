import { describe, expect, it } from 'vitest'
import { ann, thread, World } from './histories.ts'
import type { Policy } from './policy.ts'

describe('when nobody came in time', () => {
  const ask: Partial<Policy> = { afterWait: 'ask', tickets: 'outside' }
  const waited = (changes: Partial<Policy> = {}): World => {
    const world = new World({ ...ask, ...changes }).handOff()
    world.waitEnds()
    return world
  }

  it.each([
    ['all', {}, ['wait', 'message', 'bot']],
    ['no message, where they go nowhere or are left already', { tickets: 'none' }, ['wait', 'bot']],
    ['no message at the desk, where it lies already', { tickets: 'desk' }, ['wait', 'bot']],
    ['no bot, where there is none', { bot: false }, ['wait', 'message']],
  ] as const)('the visitor is asked how to go on: %s', (_, changes, can) => {
    const world = waited(changes)
    expect(world.log.slice(-2)).toMatchObject([{ kind: 'handoffEnded', how: 'timedOut' }, { kind: 'asked' }])
    expect(world.asked('waitOver')?.ask).toEqual({ kind: 'waitOver', can })
    expect(world.now.mode).toBe('bot')
    expect(world.tasks('close')).toEqual([])
  })

  it('who waits on keeps the thread, and the wait has a new end', () => {
    const world = waited()
    const { stint } = world.now
    const [answered, resumed] = world.answers('waitOver', { kind: 'chosen', choice: 'wait' })
    expect([answered?.kind, resumed?.kind]).toEqual(['answered', 'handoffResumed'])
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { thread, deadline: world.at - 1 + 120_000 } })
    expect(world.now.stint).toBe(stint + 1)
    expect(world.tasks('timer').at(-1)).toMatchObject({ stint: stint + 1 })
    const words = world.tasks('say').length
    world.say('still here')
    expect(world.tasks('say')).toHaveLength(words + 1)
    expect(world.tasks('open')).toHaveLength(1)
    world.waitEnds()
    expect(world.asked('waitOver')).toBeDefined()
  })

  it('who waits on for a thread that is not open yet is looked for once, not twice', () => {
    const world = new World(ask)
    world.take({ kind: 'askedForPerson' })
    world.waitEnds()
    world.answers('waitOver', { kind: 'chosen', choice: 'wait' })
    world.bind(thread, 100)
    expect(world.tasks('look')).toHaveLength(1)
  })

  it('who waits on where the opening was refused meanwhile has it opened anew', () => {
    const world = new World(ask)
    world.take({ kind: 'askedForPerson' })
    world.waitEnds()
    world.refuses('open')
    expect(world.tasks('open')).toEqual([])
    world.answers('waitOver', { kind: 'chosen', choice: 'wait' })
    expect(world.tasks('open')).toHaveLength(1)
    world.refuses('open')
    expect(world.log.some((event) => event.kind === 'handoffEnded' && event.how === 'failed')).toBe(true)
    expect(world.asked('form')).toBeDefined()
  })

  it('who leaves a message gets the form for it', () => {
    const world = waited()
    world.answers('waitOver', { kind: 'chosen', choice: 'message' })
    expect(world.asked('form')).toMatchObject({
      ask: { purpose: 'message' },
      about: { kind: 'message', reason: 'timedOut', handoff: world.stay },
    })
    world.answers('form', { kind: 'filled', values: { email: 'mia@example.com', question: 'Where?' } })
    expect(world.log.at(-1)).toMatchObject({ kind: 'ticketRequested', reason: 'timedOut', handoff: world.stay })
  })

  it('who goes back to the bot hears it', () => {
    const world = waited()
    const turns = world.tasks('turn').length
    world.answers('waitOver', { kind: 'chosen', choice: 'bot' })
    expect(world.tasks('turn')).toHaveLength(turns + 1)
    expect(world.tasks('turn').at(-1)).toMatchObject({ why: 'returned', stint: world.now.stint })
  })

  it('an agent who comes late takes it up, and nothing is asked any more', () => {
    const world = waited()
    world.agentSays(ann, 'Here I am', 500)
    expect(world.now).toMatchObject({ mode: 'agent', asks: [] })
  })

  it('the bot is back without a question where the site chose so', () => {
    const world = new World({ afterWait: 'bot' }).handOff()
    world.waitEnds()
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'timedOut' })
    expect(world.tasks('turn').at(-1)).toMatchObject({ why: 'returned' })
  })
})
