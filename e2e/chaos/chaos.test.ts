import { availableParallelism } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { type BrokenName, brokenServers } from './broken/broken.ts'
import type { ViolationKind } from './check/violation.ts'
import { crashEverywhere } from './crash-points.ts'
import { trial } from './trial.ts'

const minute = 60_000
const parallel = Math.min(2, availableParallelism())
const told: string[] = []
afterAll(() => {
  for (const line of told) process.stdout.write(`${line}\n`)
})

describe('a server that is killed with -9', () => {
  it('loses nothing, doubles nothing and mixes nothing up in 25 trials', { timeout: 20 * minute }, async () => {
    const seeds = Array.from({ length: 25 }, (_, n) => 1_000 + n)
    const failed: string[] = []
    const sums = { trials: 0, kills: 0, attempts: 0, acknowledged: 0, agentSaid: 0 }
    await lanes(seeds, async (seed) => {
      const { report, kills } = await trial({ seed })
      sums.trials++
      sums.kills += kills
      sums.attempts += report.attempts
      sums.acknowledged += report.acknowledged
      sums.agentSaid += report.agentSaid
      for (const { kind, invariant, where, says } of report.violations)
        failed.push(`${again(seed)}: ${invariant} ${kind}, ${where}: ${says}`)
    })
    told.push(`chaos: ${JSON.stringify(sums)}`)
    expect(failed).toEqual([])
    expect(sums.acknowledged).toBeGreaterThan(500)
    expect(sums.agentSaid).toBeGreaterThan(50)
  })

  it('opens one thread wherever it dies on the way, five times each', { timeout: 20 * minute }, async () => {
    const results = await crashEverywhere({ rounds: 5, seed: 2_000, parallel })
    const crashes = results.flatMap((result) => result.crashes)
    told.push(
      `crash points: ${crashes.filter(({ died }) => died).length} deaths at ${new Set(crashes.map(({ point }) => point)).size} points`,
    )
    expect(results.flatMap(({ seed, report }) => report.violations.map((one) => ({ seed, ...one })))).toEqual([])
    expect(results.map(({ threads }) => threads)).toEqual(results.map(({ visitors }) => visitors))
    // A point that nobody comes by proves nothing.
    const passed = Map.groupBy(crashes, ({ point }) => point)
    expect([...passed].filter(([, times]) => times.every(({ died }) => !died)).map(([point]) => point)).toEqual([])
  })
})

describe('a server that is broken on purpose', () => {
  const signs: Record<BrokenName, ViolationKind[]> = {
    'ack-before-commit': ['lost'],
    'send-then-mark': ['duplicated', 'orphanThread', 'doubleThread'],
    'catch-up-by-time': ['gap', 'lost'],
  }
  it.each(Object.keys(brokenServers) as BrokenName[])(
    'is caught within 50 trials: %s',
    { timeout: 20 * minute },
    async (broken) => {
      for (let seed = 3_000; seed < 3_050; seed++) {
        const { report } = await trial({ seed, broken, patience: 8_000 })
        const kinds = report.violations.map(({ kind }) => kind)
        if (!kinds.some((kind) => signs[broken].includes(kind))) continue
        told.push(`${broken}: caught in trial ${seed - 2_999}`)
        return
      }
      expect.fail(`${broken} was not caught in 50 trials`)
    },
  )
})

const again = (seed: number): string => `npm run chaos -- --trials 1 --seed ${seed}`

async function lanes<T>(all: T[], work: (one: T) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async (): Promise<void> => {
    for (let n = next++; n < all.length; n = next++) await work(all[n] as T)
  }
  await Promise.all(Array.from({ length: parallel }, lane))
}
