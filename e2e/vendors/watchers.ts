import type { Watched } from './changes.ts'

export interface Watchers extends Watched {
  changed(): void
}

export function watchers(): Watchers {
  const all = new Set<() => void>()
  return {
    changed() {
      for (const watcher of all) watcher()
    },
    watch(watcher) {
      all.add(watcher)
      return () => all.delete(watcher)
    },
  }
}
