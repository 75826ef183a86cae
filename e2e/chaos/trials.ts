import { again } from './again.ts'
import { lanes } from './lanes.ts'
import { type TrialOptions, trial } from './trial.ts'

/** What so many trials came to: how much happened, and every violation with the command that shows it again. */
export type Sums = { trials: number; kills: number; attempts: number; acknowledged: number; agentSaid: number }

export async function trials(
  seeds: { from: number; many: number },
  options: Omit<TrialOptions, 'seed'> = {},
): Promise<{ sums: Sums; failed: string[] }> {
  const failed: string[] = []
  const sums: Sums = { trials: 0, kills: 0, attempts: 0, acknowledged: 0, agentSaid: 0 }
  await lanes(
    Array.from({ length: seeds.many }, (_, n) => seeds.from + n),
    async (seed) => {
      const { report, kills, diary } = await trial({ ...options, seed })
      sums.trials++
      sums.kills += kills
      sums.attempts += report.attempts
      sums.acknowledged += report.acknowledged
      sums.agentSaid += report.agentSaid
      for (const { kind, invariant, where, says } of report.violations)
        failed.push(`${again({ ...options, seed })}: ${invariant} ${kind}, ${where}: ${says}`)
      if (report.violations.length > 0) failed.push(...diary.map(({ at, what }) => `  ${at} ms ${what}`))
    },
  )
  return { sums, failed }
}
