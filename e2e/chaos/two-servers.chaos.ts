import { expect, it } from 'vitest'
import { minute } from './lanes.ts'
import { trials } from './trials.ts'

it('holds with two servers on one PostgreSQL, either of which is killed with -9, in 25 trials', {
  timeout: 20 * minute,
}, async () => {
  const { sums, failed } = await trials({ from: 7_000, many: 25 }, { engine: 'postgres', servers: 2 })
  process.stdout.write(`chaos, two servers: ${JSON.stringify(sums)}\n`)
  expect(failed).toEqual([])
  expect(sums.acknowledged).toBeGreaterThan(500)
  expect(sums.agentSaid).toBeGreaterThan(50)
})
