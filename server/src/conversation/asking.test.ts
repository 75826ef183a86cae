import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { deskNamed, World } from './histories.ts'
import type { Policy } from './policy.ts'
import type { Rule } from './rules.ts'

const sales = deskNamed('sales')
const support = deskNamed('support')
const rule = (desk: string | null): Rule => ({ name: 'pricing', pages: [], attributes: {}, during: null, desk })

describe('which desk', () => {
  const two: Partial<Policy> = { desks: [support, sales], chooseDesk: true }

  it('is the first one where nobody says another', () => {
    const world = new World({ desks: [support, sales] })
    world.take({ kind: 'askedForPerson' })
    expect(world.now.handoff).toMatchObject({ desk: 'support', account: support.account })
  })

  it('is the one that the bot names, and nobody is asked', () => {
    const world = new World(two)
    world.say('a quote, please')
    world.replies({ kind: 'handoff', reason: 'quote', desk: 'sales' })
    expect(world.now.handoff).toMatchObject({ desk: 'sales' })
    expect(world.kinds()).not.toContain('asked')
  })

  it('is the one of the rule that fits, also where the visitor asked', () => {
    const world = new World({ ...two, rules: [rule('sales')] })
    world.take({ kind: 'askedForPerson' })
    expect(world.now.handoff).toMatchObject({ desk: 'sales' })
  })

  it('is rather the one that the bot names than the one of a rule', () => {
    const world = new World({ ...two, rules: [rule('sales')] })
    world.say('hello')
    const other = new World(two)
    other.say('hello')
    other.replies({ kind: 'handoff', reason: 'r', desk: 'support' })
    expect([world.now.handoff?.desk, other.now.handoff?.desk]).toEqual(['sales', 'support'])
  })

  it('is the default where the bot names one that there is not', () => {
    const world = new World({ desks: [support, sales] })
    world.say('hello')
    world.replies({ kind: 'handoff', reason: 'r', desk: 'gone' })
    expect(world.now.handoff).toMatchObject({ desk: 'support' })
  })

  it('is asked of the visitor, by label, and theirs is taken', () => {
    const world = new World(two)
    world.take({ kind: 'askedForPerson' })
    expect(world.asked('desk')?.ask).toEqual({
      kind: 'desk',
      desks: [
        { name: 'support', label: 'SUPPORT' },
        { name: 'sales', label: 'SALES' },
      ],
    })
    expect(world.now.mode).toBe('bot')
    world.answers('desk', { kind: 'chosen', choice: 'sales' })
    expect(world.now).toMatchObject({ mode: 'waiting', asks: [], handoff: { desk: 'sales', by: 'visitor' } })
  })

  it('is asked once: who asks again without an answer gets the default', () => {
    const world = new World(two)
    world.take({ kind: 'askedForPerson' })
    world.take({ kind: 'askedForPerson' })
    expect(world.kinds().filter((kind) => kind === 'asked')).toHaveLength(1)
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { desk: 'support' } })
  })

  it('is asked only where there is a choice, and never where Baton itself hands over', () => {
    const one = new World({ chooseDesk: true, desks: [support] })
    one.take({ kind: 'askedForPerson' })
    expect(one.now.mode).toBe('waiting')
    const failing = new World(two)
    failing.fails()
    failing.fails()
    expect(failing.now).toMatchObject({ mode: 'waiting', handoff: { desk: 'support', by: 'baton' } })
  })

  it('stays with the bot when the visitor would rather not choose', () => {
    const world = new World(two)
    world.take({ kind: 'askedForPerson' })
    world.answers('desk', { kind: 'declined' })
    expect(world.now).toMatchObject({ mode: 'bot', asks: [], handoff: null })
  })

  it('is the default when theirs left the site meanwhile', () => {
    const world = new World({ ...two, desks: [support, sales] })
    world.take({ kind: 'askedForPerson' })
    world.policy.desks.pop()
    world.answers('desk', { kind: 'chosen', choice: 'sales' })
    expect(world.now).toMatchObject({ mode: 'waiting', handoff: { desk: 'support' } })
  })

  it('takes nothing when the question was answered before', () => {
    const world = new World(two)
    world.take({ kind: 'askedForPerson' })
    const target = world.asked('desk')?.seq ?? (0 as never)
    world.answers('desk', { kind: 'declined' })
    const again = { kind: 'chosen', choice: 'sales' } as const
    expect(world.take({ kind: 'answered', key: 'key-late' as never, target, answer: again })).toEqual([])
  })
})

it('keeps one question of a kind open, the newest', () => {
  const world = new World({ desks: [], tickets: 'outside' })
  world.take({ kind: 'askedForPerson' })
  world.at = 60_000 as Time
  world.take({ kind: 'askedForPerson' })
  expect(world.kinds()).toEqual(['asked', 'asked'])
  expect(world.now.asks.map(({ seq }) => seq)).toEqual([2])
})
