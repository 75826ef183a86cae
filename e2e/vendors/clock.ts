/** Time, handed in. Milliseconds since 1970 and one-shot timers; nothing else here reads the real clock. */
export interface Clock {
  now(): number
  /** Runs `work` once after `ms`; the returned function takes it back. */
  after(ms: number, work: () => void): () => void
}

/** A clock that stands still until a test advances it. */
export interface ManualClock extends Clock {
  /** Moves on and runs what fell due, in order of its time. */
  advance(ms: number): void
}

/** The machine's clock; `offset` (ms) makes a server whose clock is not ours. */
export function systemClock(offset = 0): Clock {
  return {
    now: () => Date.now() + offset,
    after(ms, work) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
  }
}

export function manualClock(start = Date.UTC(2026, 0, 5, 9)): ManualClock {
  let now = start
  let due: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    after(ms, work) {
      const entry = { at: now + ms, work }
      due.push(entry)
      return () => {
        due = due.filter((other) => other !== entry)
      }
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = due.filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        due = due.filter((entry) => entry !== next)
        now = next.at
        next.work()
      }
      now = end
    },
  }
}

/** Waits on a clock. */
export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((done) => {
    clock.after(ms, done)
  })
}
