import type { ConversationId, SendKey, Seq, SessionId } from '@baton/shared/ids.ts'
import type { Stop } from '../browser/clock.ts'
import type { Storage } from '../browser/storage.ts'
import type { Entry } from './send-queue.ts'

/**
 * All that Baton keeps in the visitor's browser, per site, and nothing before the panel is opened:
 *   baton.<site>          who the visitor is (token, session), whether a conversation is under way, how far it was seen
 *   baton.<site>.q.<key>  one unsent message each, so that two tabs never overwrite each other's; gone once stored
 * Other scripts of the page can read what a page can read, so no history is kept.
 */
export type Memory = {
  token: string | null
  session: SessionId | null
  live: boolean
  seen: { conversation: ConversationId; seq: Seq } | null
}

export interface Drawer {
  read(): Memory
  write(change: Partial<Memory>): void
  keep(entry: Entry): void
  drop(key: SendKey): void
  /** Unsent messages of this and other tabs, oldest first. */
  unsent(): Entry[]
  /** Another tab changed the memory. */
  onChange(listener: (memory: Memory) => void): Stop
}

const nothing: Memory = { token: null, session: null, live: false, seen: null }

export function createDrawer(storage: Storage, site: string): Drawer {
  const name = `baton.${site}`
  const prefix = `${name}.q.`
  const read = (): Memory => ({ ...nothing, ...parse<Partial<Memory>>(storage.get(name)) })
  return {
    read,
    write: (change) => storage.set(name, JSON.stringify({ ...read(), ...change })),
    keep: (entry) => storage.set(prefix + entry.key, JSON.stringify(entry)),
    drop: (key) => storage.remove(prefix + key),
    unsent: () =>
      storage
        .names(prefix)
        .map((name) => parse<Entry>(storage.get(name)))
        .filter((entry): entry is Entry => typeof entry?.key === 'string' && typeof entry.body?.kind === 'string')
        .sort((a, b) => a.nth - b.nth || a.at - b.at),
    onChange: (listener) => storage.onChange((changed) => changed === name && listener(read())),
  }
}

/** The page's other scripts can write here too: what is no JSON object is as good as absent. */
function parse<T>(text: string | null): T | null {
  try {
    const value: unknown = JSON.parse(text ?? 'null')
    return typeof value === 'object' ? (value as T) : null
  } catch {
    return null
  }
}
