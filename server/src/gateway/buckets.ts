import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'

/** `burst` at once, then one `every` ms. */
export type Rate = { burst: number; every: Ms }

/** One limit for many: each key has a bucket of its own, which fills again with time. */
export interface Buckets {
  /** 0: taken. Else nothing was taken, and that many ms until it would be. */
  take(key: string): Ms
  /** What `take` would say, and nothing is taken. */
  wait(key: string): Ms
}

/** Below this many, forgotten keys cost too little to look for them. */
const sweepFrom = 1_024

/** The generic cell rate algorithm: per key a single number, the time at which its bucket will be full again. */
export function createBuckets({ burst, every }: Rate, clock: Pick<Clock, 'now'>): Buckets {
  const fullAt = new Map<string, number>()
  let sweepAt = sweepFrom

  function sweep(now: Time): void {
    for (const [key, full] of fullAt) if (full <= now) fullAt.delete(key)
    sweepAt = Math.max(sweepFrom, fullAt.size * 2)
  }

  function look(key: string): { now: Time; full: number; wait: Ms } {
    const now = clock.now()
    const full = Math.max(fullAt.get(key) ?? now, now)
    return { now, full, wait: Math.max(0, Math.ceil(full - now - (burst - 1) * every)) }
  }

  return {
    take(key) {
      const { now, full, wait } = look(key)
      if (wait > 0) return wait
      if (fullAt.size >= sweepAt) sweep(now)
      fullAt.set(key, full + every)
      return 0
    },
    wait: (key) => look(key).wait,
  }
}
