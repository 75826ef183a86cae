import { plainText } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { deskNamed, World } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import type { Policy } from './policy.ts'

const sales = deskNamed('sales')
const support = deskNamed('support')
const never: OfficeHours = { timeZone: 'UTC', week: [], closed: [] }

describe('the form before a handoff', () => {
  const form: Partial<Policy> = {
    form: [
      { id: 'name', required: false },
      { id: 'email', required: true },
      { id: 'question', required: true },
    ],
  }
  const filled = {
    kind: 'filled',
    values: { name: 'Mia', email: 'mia@example.com', question: 'Where is it?' },
  } as const

  it('comes before the desk hears of anything', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('form')?.ask).toEqual({ kind: 'form', purpose: 'handoff', fields: form.form })
    expect(world.now.mode).toBe('bot')
    expect(world.owed).toEqual([])
  })

  it('leaves out what is known', () => {
    const world = new World(form)
    world.take({ kind: 'described', contact: { email: 'mia@example.com' }, attributes: {} })
    world.take({ kind: 'askedForPerson' })
    const asked = world.asked('form')?.ask
    expect(asked?.kind === 'form' && asked.fields.map(({ id }) => id)).toEqual(['name', 'question'])
  })

  it('is none where everything is known', () => {
    const world = new World({ form: [{ id: 'email', required: true }] })
    world.take({ kind: 'described', contact: { email: 'mia@example.com' }, attributes: {} })
    world.take({ kind: 'askedForPerson' })
    expect(world.now.mode).toBe('waiting')
  })

  it('makes the question the visitor’s own words, keeps the rest, and hands over', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    world.answers('form', filled)
    const said = world.log.find((event) => event.kind === 'visitorSaid')
    expect(said && plainText(said.message)).toBe('Where is it?')
    expect(world.log.find((event) => event.kind === 'answered')?.answer).toEqual({
      kind: 'filled',
      values: { name: 'Mia', email: 'mia@example.com' },
    })
    expect(world.now).toMatchObject({
      mode: 'waiting',
      contact: { name: 'Mia', email: 'mia@example.com' },
      handoff: { by: 'visitor', reason: 'asked' },
    })
  })

  it('helps whoever would rather not say', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    world.answers('form', { kind: 'declined' })
    expect(world.now.mode).toBe('waiting')
  })

  it('is shown once: who asks again without an answer, and who comes a second time, is handed over', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'askedForPerson' })
    expect(world.now.mode).toBe('waiting')
    world.take({ kind: 'leftDesk' })
    world.take({ kind: 'askedForPerson' })
    expect(world.now.mode).toBe('waiting')
    expect(world.kinds().filter((kind) => kind === 'asked')).toHaveLength(1)
  })

  it('does not hold up who writes on instead', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    world.say('hello?')
    expect(world.tasks('turn')).toHaveLength(1)
    const nobody = new World({ ...form, bot: false })
    nobody.say('hello')
    nobody.say('hello?')
    expect(nobody.now.mode).toBe('waiting')
  })

  it('is not shown outside of hours: there nobody is to read it', () => {
    const world = new World({ ...form, desks: [deskNamed('support', { hours: never })] })
    world.take({ kind: 'askedForPerson' })
    expect(world.kinds()).toEqual(['handoffRequested', 'handoffEnded'])
  })

  it('comes after the choice of the desk, and the choice is kept', () => {
    const world = new World({ ...form, desks: [support, sales], chooseDesk: true })
    world.take({ kind: 'askedForPerson' })
    world.answers('desk', { kind: 'chosen', choice: 'sales' })
    expect(world.now.mode).toBe('bot')
    world.answers('form', filled)
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { desk: 'sales' } })
  })

  it('remembers why the bot wanted it', () => {
    const world = new World(form)
    world.say('hello')
    world.replies({ kind: 'handoff', reason: 'refund', summary: 'Wants money back.' })
    world.answers('form', filled)
    const request = { by: 'bot', reason: 'refund', summary: 'Wants money back.' }
    expect(world.log.find((event) => event.kind === 'handoffRequested')).toMatchObject(request)
  })

  it('is no longer asked once somebody has it', () => {
    const world = new World(form)
    world.take({ kind: 'askedForPerson' })
    const target = world.asked('form')?.seq ?? (0 as never)
    world.take({ kind: 'askedForPerson' })
    expect(world.now.asks).toEqual([])
    expect(world.take({ kind: 'answered', key: 'key-late' as never, target, answer: filled })).toEqual([])
  })
})

describe('what the page says of the visitor', () => {
  it('is kept once, however often it is said', () => {
    const world = new World()
    const said = { kind: 'described', contact: { name: 'Mia' }, attributes: { plan: 'pro' } } as const
    expect(world.take({ ...said })).toHaveLength(1)
    expect(world.take({ ...said })).toEqual([])
    expect(world.take({ ...said, attributes: { plan: 'free' } })).toHaveLength(1)
    expect(world.now).toMatchObject({ contact: { name: 'Mia' }, attributes: { plan: 'free' } })
  })

  it('takes nothing away that the visitor said themselves', () => {
    const world = new World({ form: [{ id: 'email', required: true }] })
    world.take({ kind: 'askedForPerson' })
    world.answers('form', { kind: 'filled', values: { email: 'mia@example.com' } })
    world.take({ kind: 'described', contact: { name: 'Mia' }, attributes: {} })
    expect(world.now.contact).toEqual({ name: 'Mia', email: 'mia@example.com' })
  })
})
