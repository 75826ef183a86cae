import { availableParallelism } from 'node:os'
import { expect, it } from 'vitest'
import { crashEverywhere } from './crash-points.ts'
import { minute } from './lanes.ts'

it.each([
  { deskKind: 'freshchat', rounds: 5 },
  { deskKind: 'livechat', rounds: 1 },
] as const)(
  'opens one thread at $deskKind wherever it dies on the way, $rounds times each',
  {
    timeout: 20 * minute,
  },
  async (which) => {
    const results = await crashEverywhere({ ...which, seed: 2_000, parallel: Math.min(2, availableParallelism()) })
    const crashes = results.flatMap((result) => result.crashes)
    const points = Map.groupBy(crashes, ({ point }) => point)
    process.stdout.write(
      `crash points, ${which.deskKind}: ${crashes.filter(({ died }) => died).length} deaths at ${points.size} points\n`,
    )
    for (const { report, logs } of results)
      if (report.violations.length > 0) process.stdout.write(`${logs.join('\n')}\n`)
    expect(results.flatMap(({ seed, report }) => report.violations.map((one) => ({ seed, ...one })))).toEqual([])
    expect(results.map(({ threads }) => threads)).toEqual(results.map(({ visitors }) => visitors))
    // A point that nobody comes by proves nothing.
    expect([...points].filter(([, times]) => times.every(({ died }) => !died)).map(([point]) => point)).toEqual([])
  },
)
