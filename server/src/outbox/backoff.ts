import type { Ms } from '@baton/shared/ids.ts'
import type { Random } from '../clock.ts'

const first: Ms = 1_000
/** A desk that is back is noticed within a minute. */
const most: Ms = 60_000

/** How long to wait after so many failures: full jitter below a doubling bound, never under what the peer asked for. */
export function backoff(failures: number, random: Random, asked: Ms = 0): Ms {
  const bound = Math.min(most, first * 2 ** Math.min(failures, 16))
  return Math.max(asked, Math.round(bound / 2 + (random() * bound) / 2))
}

/** When to look whether a doubtful call got through, counted from the doubt; after the last one it is made again. */
export const lookUpTimes: readonly Ms[] = [2_000, 5_000, 15_000, 60_000]

/** How long until the next look-up after `looks` of them; null: none is left. */
export function nextLookUp(looks: number, times: readonly Ms[]): Ms | null {
  const at = times[looks]
  return at === undefined ? null : at - (times[looks - 1] ?? 0)
}
