import type { Bell } from './bell.ts'

type Listener = Parameters<Bell['on']>[0]

/** Those who listen in this process. */
export function createListeners(): Listener & { on: Bell['on'] } {
  const listeners = new Set<Listener>()
  return {
    ring(id) {
      for (const to of listeners) to.ring(id)
    },
    pass(id, passing) {
      for (const to of listeners) to.pass(id, passing)
    },
    gap() {
      for (const to of listeners) to.gap()
    },
    on(to) {
      // Its own object, so that the same listener can be on twice.
      const one = { ...to }
      listeners.add(one)
      return () => void listeners.delete(one)
    },
  }
}
