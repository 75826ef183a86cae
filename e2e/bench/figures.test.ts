import { expect, it } from 'vitest'
import { median, percentile, wander } from './figures.ts'

it('takes the middle run, so that one bad run changes nothing', () => {
  expect(median([100, 3, 90])).toBe(90)
  expect(median([1, 2, 3, 1_000])).toBe(2.5)
  expect(median([7])).toBe(7)
  expect(median([])).toBeNaN()
})

it('names the value that so many do not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n)
  expect([0, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100])
  expect(percentile([5], 0.99)).toBe(5)
  expect(percentile([], 0.5)).toBeNaN()
})

it('says how far the runs lie apart', () => {
  expect(wander([100, 110, 105])).toBeCloseTo(10 / 105)
  expect(wander([0, 0, 0])).toBe(0)
  expect(wander([42])).toBe(0)
  // A middle of nothing is no measure: whatever wanders round it wanders without end.
  expect(wander([0, 0, 3])).toBe(Number.POSITIVE_INFINITY)
})
