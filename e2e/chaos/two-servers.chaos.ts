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

it('holds so with LiveChat as well, while most of what it answers and tells is lost, in 5 trials', {
  timeout: 20 * minute,
}, async () => {
  const how = { engine: 'postgres', servers: 2, deskKind: 'livechat', inDoubt: true } as const
  const { sums, failed } = await trials({ from: 7_200, many: 5 }, how)
  process.stdout.write(`chaos, two servers, livechat: ${JSON.stringify(sums)}\n`)
  expect(failed).toEqual([])
  expect(sums.acknowledged).toBeGreaterThan(75)
  expect(sums.agentSaid).toBeGreaterThan(5)
})
