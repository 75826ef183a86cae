import { expect, it } from 'vitest'
import { manualClock } from './clock.ts'
import { limiter } from './limiter.ts'

it('refuses what is too many within a minute, and says how long', () => {
  const clock = manualClock()
  const limits = limiter(clock, 2)
  expect([limits.over(), limits.over(), limits.over()]).toEqual([null, null, 60_000])
  clock.advance(60_000)
  expect(limits.over()).toBeNull()
})

it('catches whoever comes back too early, also one who never stops knocking', () => {
  const clock = manualClock()
  const limits = limiter(clock, 0)
  limits.told(2000)
  clock.advance(200)
  expect(limits.early()).toBe(0)
  limits.told(2000)
  clock.advance(200)
  expect(limits.early()).toBe(1800)
  clock.advance(1800)
  expect(limits.early()).toBe(0)
})
