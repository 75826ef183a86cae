import { setTimeout as pause } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { twoAtATime } from './two-at-a-time.mjs'

const job = (code, ms) => async () => {
  await pause(ms)
  return code
}

it.each([
  ['the first to end', [job(1, 1), job(0, 20)]],
  ['the last to end', [job(0, 1), job(1, 20)]],
  ['one in the middle', [job(0, 1), job(2, 5), job(1, 10), job(0, 20)]],
])('fails when %s fails', async (_, jobs) => {
  expect(await twoAtATime(jobs)).toBeGreaterThan(0)
})

it('is well when all are', async () => {
  expect(await twoAtATime([job(0, 1), job(0, 2), job(0, 3)])).toBe(0)
})
