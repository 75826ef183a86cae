import type { Ms } from '@baton/shared/ids.ts'

/** Half a second, doubling up to 30 s, and spread by half so that visitors do not return all at once. */
export function backoff(attempt: number, fraction: number): Ms {
  return Math.min(30_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + fraction / 2)
}
