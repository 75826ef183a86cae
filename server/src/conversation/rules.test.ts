import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { emptyConversation } from './conversation.ts'
import { World } from './histories.ts'
import type { Rule } from './rules.ts'
import { ruleFor } from './rules.ts'

const rule = (changes: Partial<Rule>): Rule => ({
  name: 'rule',
  pages: [],
  attributes: {},
  during: null,
  desk: null,
  ...changes,
})
const empty = emptyConversation('c' as never, 'acme' as never, 'v' as never)
const fits = (changes: Partial<Rule>, page: string | null, attributes = {}, at = 1_000): boolean =>
  ruleFor([rule(changes)], { ...empty, page, attributes }, at as Time) !== undefined

describe('a page', () => {
  it.each([
    ['/pricing', 'https://acme.com/pricing'],
    ['/pricing*', 'https://acme.com/pricing'],
    ['/pricing*', 'https://acme.com/pricing/eu'],
    ['*/eu', 'https://acme.com/pricing/eu'],
    ['/a*c*e', 'https://acme.com/abcde'],
    ['/a*b*b', 'https://acme.com/abb'],
    ['*', 'https://acme.com/'],
    ['/', 'https://acme.com'],
    ['/*', 'https://acme.com'],
    ['https://acme.com/help', 'https://acme.com/help'],
    ['https://*.acme.com/*', 'https://shop.acme.com/cart'],
    ['http*://acme.com/*', 'http://acme.com/x'],
    ['/a.c', 'https://acme.com/a.c'],
    ['/**', 'https://acme.com/x'],
  ])('fits %j at %s', (pattern, page) => {
    expect(fits({ pages: [pattern] }, page)).toBe(true)
  })

  it.each([
    ['/pricing', 'https://acme.com/pricing/eu'],
    ['/pricing', 'https://acme.com/de/pricing'],
    ['pricing', 'https://acme.com/pricing'],
    ['/Pricing', 'https://acme.com/pricing'],
    ['/ab*ba', 'https://acme.com/aba'],
    ['/a*b*b', 'https://acme.com/ab'],
    ['/a.c', 'https://acme.com/abc'],
    ['https://acme.com/*', 'https://acme.com.evil.example/'],
    ['https://acme.com/*', 'https://evil.example/https://acme.com/x'],
    ['', 'https://acme.com/x'],
  ])('does not fit %j at %s', (pattern, page) => {
    expect(fits({ pages: [pattern] }, page)).toBe(false)
  })

  it('fits none that is unknown, where one is named', () => {
    expect(fits({ pages: ['*'] }, null)).toBe(false)
    expect(fits({}, null)).toBe(true)
  })

  it('is one of several', () => {
    expect(fits({ pages: ['/a', '/b'] }, 'https://acme.com/b')).toBe(true)
  })

  it('takes no longer than its text is long, whatever the pattern', () => {
    const begun = performance.now()
    expect(fits({ pages: [`${'*a'.repeat(500)}b`] }, `https://acme.com/${'a'.repeat(2_000)}`)).toBe(false)
    expect(performance.now() - begun).toBeLessThan(200)
  })
})

describe('attributes and hours', () => {
  it('all have to fit, in value and kind', () => {
    expect(fits({ attributes: { plan: 'pro', seats: 3 } }, null, { plan: 'pro', seats: 3, more: true })).toBe(true)
    expect(fits({ attributes: { plan: 'pro', seats: 3 } }, null, { plan: 'pro' })).toBe(false)
    expect(fits({ attributes: { seats: 3 } }, null, { seats: '3' })).toBe(false)
  })

  it('know nothing that every object has', () => {
    expect(fits({ attributes: { constructor: 'x' } }, null)).toBe(false)
  })

  it('count by the clock of the hours', () => {
    const thursday = [{ from: 0, to: 1 }]
    const during = { timeZone: 'UTC', week: [[], [], [], [], thursday, [], []], closed: [] }
    expect(fits({ during }, null, {}, 59_000)).toBe(true)
    expect(fits({ during }, null, {}, 61_000)).toBe(false)
  })
})

describe('at a rule that fits', () => {
  const pricing = rule({ name: 'pricing', pages: ['/pricing*'] })
  const said = (world: World, page?: string) =>
    world.take({ kind: 'wrote', key: `key-${world.at}` as never, text: 'hi', ...(page ? { page } : {}) })

  it('the first word asks for a person, and the rule is the reason', () => {
    const world = new World({ rules: [pricing] })
    world.take({ kind: 'opened', language: 'en', page: 'https://acme.com/', title: null })
    said(world)
    expect(world.now.mode).toBe('bot')
    said(world, 'https://acme.com/pricing/eu')
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffRequested', by: 'baton', reason: 'pricing' })
  })

  it('the first rule counts', () => {
    const world = new World({ rules: [rule({ name: 'a', attributes: { vip: true } }), rule({ name: 'b' }), pricing] })
    world.take({ kind: 'described', contact: {}, attributes: { vip: true } })
    said(world)
    expect(world.log.at(-1)).toMatchObject({ reason: 'a' })
  })

  it('it happens once a conversation: whom people answered gets the bot again', () => {
    const world = new World({ rules: [rule({})] })
    said(world)
    world.take({ kind: 'leftDesk' })
    said(world)
    expect(world.now.mode).toBe('bot')
    expect(world.tasks('turn').at(-1)).toMatchObject({ why: 'said' })
  })

  it('who was shown the form and wrote on instead is not asked again', () => {
    const world = new World({ rules: [rule({})], form: [{ id: 'email', required: true }] })
    said(world)
    expect(world.asked('form')).toBeDefined()
    said(world)
    expect(world.tasks('turn')).toHaveLength(1)
  })

  it('the bot still answers where there is no desk', () => {
    const world = new World({ rules: [rule({})], desks: [], tickets: 'outside' })
    said(world)
    expect(world.tasks('turn')).toHaveLength(1)
    expect(world.kinds()).toEqual(['visitorSaid'])
  })
})
