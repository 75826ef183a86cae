import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { createBuckets } from './buckets.ts'
import { defaultLimits, takeAll } from './limits.ts'

function clockAt(start: number) {
  let time = start
  return {
    now: () => time as Time,
    turn(ms: number) {
      time += ms
    },
  }
}

describe('a bucket', () => {
  it('lets a visitor send ten at once and not eleven, then one in each second', () => {
    const clock = clockAt(1_000_000)
    const send = createBuckets(defaultLimits.send, clock)
    const burst = Array.from({ length: 11 }, () => send.take('ann'))
    expect(burst.slice(0, 10)).toEqual(Array(10).fill(0))
    expect(burst[10]).toBe(1_000)
    clock.turn(999)
    expect(send.take('ann')).toBe(1)
    clock.turn(1)
    expect([send.take('ann'), send.take('ann')]).toEqual([0, 1_000])
  })

  it('is full again after as long as it takes to fill, and never fuller', () => {
    const clock = clockAt(0)
    const send = createBuckets({ burst: 3, every: 100 }, clock)
    for (let i = 0; i < 3; i++) send.take('ann')
    clock.turn(1_000_000)
    expect(Array.from({ length: 4 }, () => send.take('ann'))).toEqual([0, 0, 0, 100])
  })

  it('costs nothing where another one refuses', () => {
    const clock = clockAt(0)
    const [often, seldom] = [
      createBuckets({ burst: 1, every: 100 }, clock),
      createBuckets({ burst: 2, every: 9_000 }, clock),
    ]
    const ask = () => takeAll([often, 'ann'], [seldom, 'ann'])
    expect([ask(), ask(), ask()]).toEqual([0, 100, 100])
    clock.turn(100)
    expect(ask()).toBe(0)
    expect([seldom.wait('ann'), seldom.wait('bob')]).toEqual([8_900, 0])
  })

  it('is one for each key', () => {
    const send = createBuckets({ burst: 1, every: 100 }, clockAt(0))
    expect([send.take('ann'), send.take('bob'), send.take('ann')]).toEqual([0, 0, 100])
  })

  it('still says no to the greedy after thousands of others came and went', () => {
    const clock = clockAt(0)
    const send = createBuckets({ burst: 1, every: 1_000 }, clock)
    for (let i = 0; i < 5_000; i++) {
      send.take(`visitor ${i}`)
      clock.turn(1)
    }
    expect(send.take('visitor 4999')).toBeGreaterThan(0)
    expect(send.take('visitor 0')).toBe(0)
  })
})
