import type { FastClock } from './fast-clock.ts'

/**
 * A clock of one process that runs slowly while somebody has something to do, and fast while all wait. It moves on by small steps,
 * one in each round of the event loop: a busy machine holds up the clock as it holds up everybody else, and is never taken for a
 * dead desk.
 */
export interface PacedClock extends FastClock {
  /** Somebody has something to do: the next rounds are slow. Cheap, to be called at whatever happens. */
  stir(): void
  /** Slow until this is over. */
  during<T>(work: Promise<T>): Promise<T>
  /** Nothing falls due any more. */
  stop(): void
}

/** How many times as fast as real. */
export type Paces = { epoch: number; slow: number; fast: number }

type Timer = { at: number; then: () => void }

/** ms between two steps; a longer pause of the process counts as two. */
const round = 4
/** After so many rounds in which nothing stirred, what was begun has come to its end. */
const calm = 8

export function pacedClock({ epoch, slow, fast }: Paces): PacedClock {
  let now = epoch
  let last = performance.now()
  let quiet = 0
  let atWork = 0
  /** In the order in which they fall due; of the same time, the older first. */
  const timers: Timer[] = []
  const ticking = setInterval(step, round)

  function step(): void {
    const passed = Math.min(performance.now() - last, 2 * round)
    last = performance.now()
    quiet += 1
    const isFast = quiet > calm && atWork === 0
    const end = now + passed * (isFast ? fast : slow)
    for (let next = timers[0]; next && next.at <= end; next = timers[0]) {
      timers.shift()
      now = Math.max(now, next.at)
      next.then()
      // The rest of the step is too long for who has something to do now.
      if (isFast && (quiet === 0 || atWork > 0)) return
    }
    now = end
  }

  return {
    now: () => Math.floor(now),
    after(ms, then) {
      const timer = { at: now + Math.max(0, ms), then }
      timers.splice(timers.findLastIndex(({ at }) => at <= timer.at) + 1, 0, timer)
      return () => {
        const found = timers.indexOf(timer)
        if (found >= 0) timers.splice(found, 1)
      }
    },
    stir() {
      quiet = 0
    },
    async during(work) {
      atWork += 1
      try {
        return await work
      } finally {
        atWork -= 1
        quiet = 0
      }
    },
    stop: () => clearInterval(ticking),
  }
}
