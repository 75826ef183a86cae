import type { TrialOptions } from './trial.ts'

/** The command that shows a trial again. */
export function again({ seed, engine, servers = 1, deskKind, broken, inDoubt }: TrialOptions): string {
  const how = [
    ...(deskKind === 'livechat' ? ['--desk livechat'] : []),
    ...(engine === 'postgres' ? [`--engine postgres --servers ${servers}`] : []),
    ...(broken ? [`--broken ${broken}`] : []),
    ...(inDoubt ? ['--in-doubt'] : []),
  ]
  return ['npm run chaos -- --trials 1', `--seed ${seed}`, ...how].join(' ')
}
