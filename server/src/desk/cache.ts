import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Outcome } from '../outcome.ts'

/** Remembers what was learned, and for a shorter while what could not be; asks once for many who ask at the same time. */
export interface Cache<T> {
  get(key: string, ask: () => Promise<Outcome<T>>): Promise<Outcome<T>>
  forget(key: string): void
  forgetAll(): void
}

/** Beyond it the oldest is forgotten: one account has no more agents than this that matter. */
const most = 1_000

export function createCache<T>({ clock, keep, failed }: { clock: Clock; keep: Ms; failed: Ms }): Cache<T> {
  const known = new Map<string, { until: Time; outcome: Promise<Outcome<T>> }>()

  return {
    get(key, ask) {
      const entry = known.get(key)
      if (entry && entry.until > clock.now()) return entry.outcome
      const outcome = ask()
      const fresh = { until: (clock.now() + keep) as Time, outcome }
      known.delete(key)
      known.set(key, fresh)
      const [oldest] = known.keys()
      if (known.size > most && oldest !== undefined) known.delete(oldest)
      outcome.then(
        (value) => {
          // A network's trouble says nothing of what was asked for: ask anew next time.
          if (value.kind === 'retry' || value.kind === 'unsure') known.delete(key)
          else if (value.kind !== 'done') fresh.until = (clock.now() + failed) as Time
        },
        () => known.delete(key),
      )
      return outcome
    },
    forget: (key) => void known.delete(key),
    forgetAll: () => known.clear(),
  }
}
