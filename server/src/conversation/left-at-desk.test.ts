import type { Seq } from '@baton/shared/ids.ts'
import { plainText } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { ann, deskNamed, thread, World } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import type { ThreadId } from './ids.ts'
import type { Policy } from './policy.ts'

const never: OfficeHours = { timeZone: 'UTC', week: [], closed: [] }
const closed = deskNamed('support', { hours: never })
const atDesk: Partial<Policy> = { tickets: 'desk', desks: [closed] }
const message = { kind: 'filled', values: { email: 'mia@example.com', question: 'Where is it?' } } as const
const asking = (policy: Partial<Policy>): World => {
  const world = new World(policy)
  world.take({ kind: 'askedForPerson' })
  return world
}
const count = (world: World, kind: string) => world.kinds().filter((one) => one === kind).length

describe('a message left at the desk', () => {
  const left = (): World => {
    const world = asking(atDesk)
    world.answers('form', message)
    return world
  }

  it('is a thread that nobody waits for, opened though the desk is closed', () => {
    const world = left()
    expect(world.kinds().slice(-4)).toEqual(['answered', 'handoffRequested', 'visitorSaid', 'handoffEnded'])
    expect(world.log.at(-1)).toMatchObject({ how: 'message' })
    expect(world.now.mode).toBe('bot')
    expect(world.owed.map(({ task }) => task.kind)).toEqual(['open'])
  })

  it('has its words owed, and said after the opening', () => {
    const world = left()
    const said = world.log.find((event) => event.kind === 'visitorSaid')
    expect(said && plainText(said.message)).toBe('Where is it?')
    expect(world.now.handoff?.owed.map(({ seq }) => seq)).toEqual([said?.seq])
    world.bind(thread, 100)
    expect(world.tasks('say')).toEqual([{ kind: 'say', target: said?.seq }])
    expect(world.tasks('close')).toEqual([])
  })

  it('shows at its words that the desk did not take it', () => {
    const world = left()
    const [owed] = world.now.handoff?.owed ?? []
    world.refuses('open')
    expect(world.now).toMatchObject({ mode: 'bot', trouble: { [owed?.seq as Seq]: 'failed' } })
    expect(count(world, 'handoffEnded')).toBe(2)
  })

  it('is said not to have arrived where it had no words of its own', () => {
    const world = new World(atDesk)
    world.say('hello')
    world.take({ kind: 'askedForPerson' })
    world.answers('form', { kind: 'filled', values: {} })
    world.refuses('open')
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
  })

  it('is not tried again after a refusal, though a wait that ran out owed its opening a second time', () => {
    const world = asking({ tickets: 'desk' })
    world.available({ kind: 'open' })
    world.waitEnds()
    expect(world.tasks('open')).toHaveLength(2)
    world.refuses('open')
    expect(world.tasks('open')).toEqual([])
  })

  it('brings to life the agent who answers there', () => {
    const world = new World({ tickets: 'desk' })
    world.take({ kind: 'askedForPerson' })
    world.available({ kind: 'closed' })
    world.answers('form', message)
    world.bind('t1' as ThreadId, 100)
    world.agentSays(ann, 'Here it is', 500)
    expect(world.now.mode).toBe('agent')
  })

  it('goes to the desk that was asked', () => {
    const sales = deskNamed('sales', { hours: never })
    const world = new World({ ...atDesk, desks: [closed, sales] })
    world.say('hello')
    world.replies({ kind: 'handoff', reason: 'r', desk: 'sales' })
    world.answers('form', message)
    expect(world.now.handoff).toMatchObject({ desk: 'sales', ended: 'message' })
  })

  it('counts among the five an hour', () => {
    const world = new World(atDesk)
    for (let n = 0; n < 5; n++) {
      world.take({ kind: 'askedForPerson' })
      world.answers('form', message)
    }
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('form')).toBeUndefined()
  })

  it('loses no words where the last desk left the site meanwhile', () => {
    const world = asking({ ...atDesk, desks: [closed] })
    world.policy.desks.length = 0
    world.answers('form', message)
    expect(world.kinds().slice(-2)).toEqual(['visitorSaid', 'botSaid'])
  })
})
