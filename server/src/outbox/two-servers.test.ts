import { freshDatabase } from '@baton/e2e/postgres.ts'
import { expect, it } from 'vitest'
import type { Claim } from '../store/store.ts'
import { type Asked, type Interleaving, twoStores } from './interleaving-rig.ts'

const minute = 60_000

/** So many at once, each on a database of its own: what they do is mostly waiting. */
async function interleavings(
  seeds: number[],
  at: number,
  spoil?: (claim: Claim) => Claim,
): Promise<[number, Interleaving][]> {
  const left = [...seeds]
  const results: [number, Interleaving][] = []
  const lane = async (): Promise<void> => {
    const { url, drop } = await freshDatabase()
    const both = await twoStores(url)
    for (let seed = left.shift(); seed !== undefined; seed = left.shift())
      results.push([seed, await both.run(seed, spoil)])
    await both.close()
    await drop()
  }
  await Promise.all(Array.from({ length: at }, lane))
  return results
}

/** A call that is not the first one for its message, and that nothing allows. */
function forbidden({ asked }: Interleaving): Asked[] {
  const last = new Map<string, Asked>()
  return asked.filter((one) => {
    const before = last.get(one.what)
    last.set(one.what, one)
    if (one.call === 'find' || before === undefined) return false
    const surelyNotDone = before.answer === 'retry' || before.found === false
    return !surelyNotDone
  })
}

it('makes one call of each delivery, or looks before the next, in 500 interleavings of two servers', {
  timeout: 10 * minute,
}, async () => {
  const results = await interleavings(
    Array.from({ length: 500 }, (_, n) => n),
    6,
  )
  const wrong = results.filter(
    ([, result]) => !result.settled || forbidden(result).length > 0 || String(result.got) !== String(result.expected),
  )
  expect(wrong).toEqual([])
  const all = results.map(([, result]) => result)
  // Nothing is proven where nobody dies and nothing is in doubt.
  expect(all.reduce((sum, { deaths }) => sum + deaths, 0)).toBeGreaterThan(250)
  expect(all.filter(({ asked }) => asked.some(({ call }) => call === 'find')).length).toBeGreaterThan(100)
  expect(all.filter(({ asked }) => asked.some(({ call, found }) => call === 'find' && found)).length).toBeGreaterThan(
    50,
  )
})

it('is seen to fail when an inherited claim is not in doubt', { timeout: 5 * minute }, async () => {
  const trusting = (claim: Claim): Claim => ({ ...claim, doubt: false })
  const results = await interleavings(
    Array.from({ length: 40 }, (_, n) => n),
    4,
    trusting,
  )
  expect(results.filter(([, { got, expected }]) => got.length > expected.length).length).toBeGreaterThan(0)
})
