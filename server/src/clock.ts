import type { Ms, Time } from '@baton/shared/ids.ts'

/** Time is a guest: handed in, so that a test can turn the hands. */
export interface Clock {
  now(): Time
  /** Calls `then` once, `ms` from now, unless stopped before. Never keeps the process alive by itself. */
  after(ms: Ms, then: () => void): () => void
}

/** Chance is a guest too: a number in [0, 1). */
export type Random = () => number

export const systemClock: Clock = {
  now: () => Date.now() as Time,
  after(ms, then) {
    const timer = setTimeout(then, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
