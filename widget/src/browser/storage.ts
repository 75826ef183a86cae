import type { Stop } from './clock.ts'

/**
 * Text by name. Never throws: where the browser refuses (private mode, a full disk, blocked by the visitor), values live in
 * memory until the page goes. Nothing is written before the first `set`.
 */
export interface Storage {
  get(name: string): string | null
  set(name: string, value: string): void
  remove(name: string): void
  /** Names that begin with `prefix`, in no order. */
  names(prefix: string): string[]
  /** Another tab of this browser changed `name`; null: removed. */
  onChange(listener: (name: string, value: string | null) => void): Stop
}

/** `area` is a function because merely naming `window.localStorage` throws in some pages. */
export function createStorage(area: () => globalThis.Storage, window: Window): Storage {
  const memory = new Map<string, string>()
  const guarded = <T>(work: (area: globalThis.Storage) => T, otherwise: T): T => {
    try {
      return work(area())
    } catch {
      return otherwise
    }
  }
  return {
    get: (name) => memory.get(name) ?? guarded((area) => area.getItem(name), null),
    set(name, value) {
      const kept = guarded((area) => {
        area.setItem(name, value)
        return true
      }, false)
      if (kept) memory.delete(name)
      else memory.set(name, value)
    },
    remove(name) {
      memory.delete(name)
      guarded((area) => area.removeItem(name), undefined)
    },
    names(prefix) {
      const kept = guarded((area) => Array.from({ length: area.length }, (_, at) => area.key(at) ?? ''), [])
      return [...new Set([...kept, ...memory.keys()])].filter((name) => name.startsWith(prefix))
    },
    onChange(listener) {
      const heard = (event: StorageEvent) => {
        if (event.key !== null) listener(event.key, event.newValue)
      }
      window.addEventListener('storage', heard)
      return () => window.removeEventListener('storage', heard)
    },
  }
}
