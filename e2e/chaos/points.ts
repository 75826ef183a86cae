import type { Crash } from './setup.ts'

/** The named places of a server where it can die. */
export interface Points {
  /** Dies here if this is the point and its time has come; then it never returns. */
  hit(name: string): void
  /** How often each was passed. */
  passed(): Record<string, number>
}

export function createPoints(crash: Crash | null): Points {
  const passed = new Map<string, number>()
  return {
    hit(name) {
      const times = (passed.get(name) ?? 0) + 1
      passed.set(name, times)
      if (crash?.point === name && crash.nth === times) die()
    },
    passed: () => Object.fromEntries(passed),
  }
}

/** No handler runs, nothing is flushed. The loop is never left: the signal may take a moment. */
function die(): never {
  process.kill(process.pid, 'SIGKILL')
  for (;;) {
    /* until it comes */
  }
}
