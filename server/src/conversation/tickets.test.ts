import type { Seq } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { ann, deskNamed, thread, World } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import type { Policy } from './policy.ts'

const never: OfficeHours = { timeZone: 'UTC', week: [], closed: [] }
const closed = deskNamed('support', { hours: never })
const outside: Partial<Policy> = { tickets: 'outside', desks: [closed] }
const atDesk: Partial<Policy> = { tickets: 'desk', desks: [closed] }
const message = { kind: 'filled', values: { email: 'mia@example.com', question: 'Where is it?' } } as const
const asking = (policy: Partial<Policy>): World => {
  const world = new World(policy)
  world.take({ kind: 'askedForPerson' })
  return world
}
const count = (world: World, kind: string) => world.kinds().filter((one) => one === kind).length

describe('where nobody can be asked', () => {
  it.each([
    ['the desk is outside of its hours', () => asking(outside), 'deskClosed'],
    [
      'the desk says that it is closed',
      () => {
        const world = asking({ ...outside, desks: [deskNamed('support')] })
        world.available({ kind: 'closed' })
        return world
      },
      'deskClosed',
    ],
    [
      'the desk refuses the opening',
      () => {
        const world = asking({ ...outside, desks: [deskNamed('support')] })
        world.available({ kind: 'open' })
        world.refuses('open')
        return world
      },
      'failed',
    ],
    ['there is no desk', () => asking({ ...outside, desks: [] }), 'noDesk'],
  ])('a message may be left: %s', (_, made, reason) => {
    const world = made()
    expect(world.asked('form')).toMatchObject({ ask: { purpose: 'message' }, about: { kind: 'message', reason } })
    expect(world.now.mode).toBe('bot')
    expect(world.tasks('turn')).toEqual([])
  })

  it('needs a way back outside of the desk, and a question of who has said nothing', () => {
    const fields = (world: World) => {
      const ask = world.asked('form')?.ask
      return ask?.kind === 'form' ? ask.fields : []
    }
    const required = (world: World) => fields(world).flatMap((one) => (one.required ? [one.id] : []))
    expect(required(asking(outside))).toEqual(['email', 'question'])
    expect(required(asking(atDesk))).toEqual(['question'])
    const spoke = new World(outside)
    spoke.take({ kind: 'described', contact: { email: 'mia@example.com' }, attributes: {} })
    spoke.say('hello')
    spoke.take({ kind: 'askedForPerson' })
    expect(fields(spoke).map(({ id }) => id)).toEqual(['name', 'question'])
    expect(required(spoke)).toEqual([])
  })

  it('says so honestly where messages go nowhere', () => {
    const world = asking({ desks: [] })
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
    const hours = asking({ desks: [closed] })
    expect(hours.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed' })
    expect(hours.tasks('turn')).toHaveLength(1)
  })

  it('leaves whoever would rather not alone', () => {
    const world = asking(outside)
    expect(world.answers('form', { kind: 'declined' }).map(({ kind }) => kind)).toEqual(['answered'])
  })
})

describe('a message outside', () => {
  it('becomes one ticket, with the visitor’s words and the stay that ended so', () => {
    const world = asking(outside)
    const events = world.answers('form', message)
    expect(events.map(({ kind }) => kind)).toEqual(['answered', 'visitorSaid', 'ticketRequested'])
    expect(events.at(-1)).toMatchObject({ by: 'visitor', reason: 'deskClosed', handoff: world.stay })
    expect(world.tasks('ticket')).toHaveLength(1)
    expect(world.now.contact).toEqual({ email: 'mia@example.com' })
  })

  it('is told once when it is made, by its number', () => {
    const world = asking(outside)
    const target = world.answers('form', message).at(-1)?.seq
    const [{ ticket } = { ticket: '' as never }] = world.tasks('ticket')
    const made = { kind: 'ticketMade', ticket, number: '42', url: null } as const
    expect(world.take(made)).toMatchObject([{ kind: 'ticketMade', target, number: '42' }])
    expect(world.take(made)).toEqual([])
    expect(world.take({ kind: 'ticketRefused', ticket, code: 'x' })).toEqual([])
  })

  it('is told once when it cannot be made, and made after all when an owner sends it again', () => {
    const world = asking(outside)
    world.answers('form', message)
    const [{ ticket } = { ticket: '' as never }] = world.tasks('ticket')
    expect(world.take({ kind: 'ticketRefused', ticket, code: 'x' })).toMatchObject([{ kind: 'ticketFailed' }])
    expect(world.take({ kind: 'ticketRefused', ticket, code: 'x' })).toEqual([])
    expect(world.take({ kind: 'ticketMade', ticket, number: '42', url: null })).toMatchObject([{ kind: 'ticketMade' }])
    expect(world.now.tickets).toMatchObject([{ state: 'made' }])
  })

  it('is made once: the form takes nothing twice', () => {
    const world = asking(outside)
    const target = world.asked('form')?.seq as Seq
    world.answers('form', message)
    expect(world.take({ kind: 'answered', key: 'key-again' as never, target, answer: message })).toEqual([])
    expect(count(world, 'ticketRequested')).toBe(1)
  })

  it('is left five times an hour at most, then it is said that nobody is there', () => {
    const world = new World(outside)
    for (let n = 0; n < 5; n++) {
      world.take({ kind: 'askedForPerson' })
      world.answers('form', message)
    }
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('form')).toBeUndefined()
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
    world.at += 3_600_000
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('form')).toBeDefined()
  })
})

describe('a ticket of the bot', () => {
  const finds = (world: World, reason: string) => world.replies({ kind: 'ticket', reason, summary: 'It is broken.' })

  it('is passed on though nobody asked for a person, and the bot goes on', () => {
    const world = new World({ tickets: 'outside' })
    world.say('it is broken')
    finds(world, 'broken')
    expect(world.log.at(-1)).toMatchObject({ kind: 'ticketRequested', by: 'bot', reason: 'broken', handoff: null })
    expect(world.now.mode).toBe('bot')
  })

  it.each(['outside', 'desk'] as const)('is not passed on twice for the same reason within a day: %s', (tickets) => {
    const world = new World({ tickets })
    const passed = () => count(world, 'ticketRequested') + count(world, 'handoffRequested')
    for (let n = 0; n < 3; n++) {
      world.say('still broken')
      finds(world, 'broken')
    }
    expect(passed()).toBe(1)
    finds(world, 'also this')
    expect(passed()).toBe(2)
    world.at += 25 * 3_600_000
    finds(world, 'broken')
    expect(passed()).toBe(3)
  })

  it.each(['outside', 'desk'] as const)('is one of five an hour, whatever its reason: %s', (tickets) => {
    const world = new World({ tickets })
    for (let n = 0; n < 9; n++) {
      world.say('hm')
      finds(world, `reason ${n}`)
    }
    expect(count(world, 'ticketRequested') + count(world, 'handoffRequested')).toBe(5)
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
  })

  it('does not go round between bot and desk: what people resolved is not left there again', () => {
    const world = new World({ tickets: 'desk' })
    finds(world, 'broken')
    world.bind(thread, 100)
    world.agentSays(ann, 'Mended', 200)
    world.resolves(300)
    finds(world, 'broken')
    expect(count(world, 'handoffRequested')).toBe(1)
    expect(world.now.mode).toBe('bot')
  })

  it('is passed on again where the first could not be made', () => {
    const world = new World({ tickets: 'outside' })
    finds(world, 'broken')
    const [{ ticket } = { ticket: '' as never }] = world.tasks('ticket')
    world.take({ kind: 'ticketRefused', ticket, code: 'x' })
    finds(world, 'broken')
    expect(count(world, 'ticketRequested')).toBe(2)
  })

  it('asks for a person instead where tickets go nowhere', () => {
    const world = new World()
    finds(world, 'broken')
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { by: 'bot', reason: 'broken' } })
  })

  it('says that nobody is there where it should be left at a desk and there is none', () => {
    const world = new World({ tickets: 'desk', desks: [] })
    finds(world, 'broken')
    expect(world.log.at(-1)).toMatchObject({ kind: 'botSaid', turn: null })
  })
})
