/**
 * A clock that runs `speed` times as fast as the machine's since `epoch` (ms since 1970). Two processes with the same two
 * numbers agree, also after a restart, so waits of a minute pass in seconds and nothing goes backwards.
 */
export interface FastClock {
  now(): number
  after(ms: number, then: () => void): () => void
}

export type Pace = { epoch: number; speed: number }

export function fastClock({ epoch, speed }: Pace): FastClock {
  return {
    now: () => Math.floor(epoch + (Date.now() - epoch) * speed),
    after(ms, then) {
      const timer = setTimeout(then, Math.max(0, ms / speed))
      return () => clearTimeout(timer)
    },
  }
}
