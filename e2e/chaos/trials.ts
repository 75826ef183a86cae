import type { ViolationKind } from './check/violation.ts'
import { lanes } from './lanes.ts'
import { type TrialOptions, type TrialResult, trial } from './trial.ts'

/** What so many trials came to: how much happened, and every violation with the command that shows it again. */
export type Sums = { trials: number; kills: number; attempts: number; acknowledged: number; agentSaid: number }

/** What is not yet there when the time is over. What is doubled, out of order or shown to others is no matter of time. */
const late: readonly ViolationKind[] = ['stuck', 'untrue', 'lost', 'gap']
const isOnlyLate = ({ report, history }: TrialResult): boolean =>
  report.violations.length > 0 &&
  (history.unsettled !== null || report.violations.every(({ kind }) => kind === 'untrue')) &&
  report.violations.every(({ kind }) => late.includes(kind))

export async function trials(
  seeds: { from: number; many: number },
  options: Omit<TrialOptions, 'seed'> = {},
): Promise<{ sums: Sums; failed: string[] }> {
  const failed: string[] = []
  const sums: Sums = { trials: 0, kills: 0, attempts: 0, acknowledged: 0, agentSaid: 0 }
  const { engine = 'sqlite', servers = 1 } = options
  const how = engine === 'postgres' ? ` --engine postgres --servers ${servers}` : ''
  await lanes(
    Array.from({ length: seeds.many }, (_, n) => seeds.from + n),
    async (seed) => {
      let result = await trial({ ...options, seed })
      if (isOnlyLate(result)) {
        process.stdout.write(`seed ${seed} was not done in time, and is tried once more\n`)
        result = await trial({ ...options, seed })
      }
      const { report, kills, diary } = result
      sums.trials++
      sums.kills += kills
      sums.attempts += report.attempts
      sums.acknowledged += report.acknowledged
      sums.agentSaid += report.agentSaid
      for (const { kind, invariant, where, says } of report.violations)
        failed.push(`npm run chaos -- --trials 1 --seed ${seed}${how}: ${invariant} ${kind}, ${where}: ${says}`)
      if (report.violations.length > 0) failed.push(...diary.map(({ at, what }) => `  ${at} ms ${what}`))
    },
  )
  return { sums, failed }
}
