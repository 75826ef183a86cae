import { expect, it } from 'vitest'
import { minute } from './lanes.ts'
import { trials } from './trials.ts'

it('loses nothing, doubles nothing and mixes nothing up when it is killed with -9, in 25 trials', {
  timeout: 20 * minute,
}, async () => {
  const { sums, failed } = await trials({ from: 1_000, many: 25 })
  process.stdout.write(`chaos: ${JSON.stringify(sums)}\n`)
  expect(failed).toEqual([])
  expect(sums.acknowledged).toBeGreaterThan(500)
  expect(sums.agentSaid).toBeGreaterThan(50)
})
