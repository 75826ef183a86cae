import { expect, it } from 'vitest'
import { seededChance } from './chance.ts'
import { faultSwitches } from './faults.ts'

const place = 'POST /conversations/abc-1/messages'
const catalogue = {
  reset: ['API', 'Reset', 'Cuts.', {}],
  hang: ['API', 'Hang', 'Is silent.', {}],
  latency: ['API', 'Slow', 'Waits.', { ms: 1000 }],
} as const
const fresh = (seed = 1) => faultSwitches(catalogue, seededChance(seed), () => {})

it.each([
  [undefined, true],
  ['*', true],
  ['POST /conversations/:id/messages', true],
  ['POST /v2/conversations/:id/messages', true],
  ['/conversations/:id/messages', true],
  ['POST *', true],
  ['GET /conversations/:id/messages', false],
  ['POST /conversations/:id', false],
  ['POST /conversations', false],
  ['/messages', false],
  ['messages', true],
  ['essages', false],
])('bites on %s: %s', (on, bites) => {
  const faults = fresh()
  faults.set('reset', on === undefined ? {} : { on })
  expect(faults.take('reset', place) !== null).toBe(bites)
})

it('bites as often as it was told, and is gone then', () => {
  const faults = fresh()
  faults.set('reset', { times: 2 })
  expect([1, 2, 3].map(() => faults.take('reset', place) !== null)).toEqual([true, true, false])
  expect(faults.all()).toEqual([])
})

it('bites by chance, the same for the same seed', () => {
  const run = (seed: number) => {
    const faults = fresh(seed)
    faults.set('hang', { chance: 0.3 })
    return Array.from({ length: 1000 }, () => faults.take('hang', place) !== null)
  }
  const bites = run(7).filter(Boolean).length
  expect(bites).toBeGreaterThan(240)
  expect(bites).toBeLessThan(360)
  expect(run(7)).toEqual(run(7))
  expect(run(8)).not.toEqual(run(7))
})

it('fills in what was not said, keeps one setting a route, and counts bites', () => {
  const faults = fresh()
  faults.set('latency', { on: '/users' })
  faults.set('latency', { on: '/users', ms: 5 })
  faults.set('latency', { on: '/agents' })
  faults.take('latency', 'GET /agents')
  expect(faults.all()).toEqual([
    { name: 'latency', setting: { on: '/users', ms: 5 }, bitten: 0 },
    { name: 'latency', setting: { on: '/agents', ms: 1000 }, bitten: 1 },
  ])
  faults.clear('latency')
  expect(faults.all()).toEqual([])
})
