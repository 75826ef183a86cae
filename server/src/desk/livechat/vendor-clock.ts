import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorTime } from '../../conversation/ids.ts'

/**
 * What time it is at LiveChat. Webhooks of people who come and go carry no time (vendors/livechat.md §7.1), and a state needs one that
 * can be compared with those of events. Every time of theirs that we see is a moment that has passed there, so the greatest
 * distance to our own clock is the nearest guess; never ahead of theirs.
 */
export interface VendorClock {
  now(): VendorTime
  /** What time it was there at a time of ours. */
  at(ours: Time): VendorTime
  heard(at: VendorTime | null): void
}

/** Clocks drift, and get set: an old guess gives way to a new one. */
const keep: Ms = 10 * 60_000
/** Beyond it a time is a mistake, not a clock. */
const mostSkew: Ms = 24 * 3_600_000

export function createVendorClock(clock: Pick<Clock, 'now'>): VendorClock {
  let guess: { skew: Ms; at: Time } | null = null
  const at = (ours: Time) => (ours + (guess?.skew ?? 0)) as VendorTime
  return {
    now: () => at(clock.now()),
    at,
    heard(theirs) {
      if (theirs === null) return
      const now = clock.now()
      const skew = theirs - now
      if (Math.abs(skew) > mostSkew) return
      if (!guess || skew >= guess.skew || now - guess.at > keep) guess = { skew, at: now }
    },
  }
}
