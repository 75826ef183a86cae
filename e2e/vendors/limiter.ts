import type { Clock } from './clock.ts'

/** One window of a minute for the whole account, and the memory of when a refused client may come back. */
export interface Limiter {
  /** The account's time. */
  now(): number
  /** Milliseconds to wait when this call is one too many, else null. */
  over(): number | null
  /** Remembers that all clients were told to stay away for so long. */
  told(ms: number): void
  /** How much too early this call is, 0 when it is not. */
  early(): number
}

/** Calls that were on their way when the 429 was sent are no breach. */
const inFlight = 250

export function limiter(clock: Clock, perMinute: number): Limiter {
  let window = { from: clock.now(), calls: 0 }
  let told = { at: 0, until: 0 }
  return {
    now: () => clock.now(),
    over() {
      const now = clock.now()
      if (now - window.from >= 60_000) window = { from: now, calls: 0 }
      window.calls += 1
      return perMinute > 0 && window.calls > perMinute ? window.from + 60_000 - now : null
    },
    told(ms) {
      const now = clock.now()
      // Whoever keeps knocking is told again, but that gives nobody a new grace.
      told = { at: now < told.until ? told.at : now, until: now + ms }
    },
    early() {
      const now = clock.now()
      return now < told.until && now > told.at + inFlight ? told.until - now : 0
    },
  }
}
