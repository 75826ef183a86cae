import type { Json, Time } from '@baton/shared/ids.ts'
import type { DeskMemory, Opening, Receipt, Thread } from './desk.ts'

export type Opened = { thread: Thread; receipts: Receipt[] }

/** What is known of an opening: when it was last tried, the conversation that was made, and all that it led to. */
export type Known = { tried: number; made?: string; opened?: Opened }

/** What `open` writes down between its steps. `set` answers false when another worker was faster. */
export interface OpeningMemory {
  get(): Promise<Known | null>
  set(known: Known): Promise<boolean>
}

/** One row a conversation: a later handoff takes the place of a former one. */
export function openingMemory(memory: DeskMemory, opening: Pick<Opening, 'conversation' | 'key'>): OpeningMemory {
  const key = `opening:${opening.conversation}`
  let version: number | null = null

  return {
    async get() {
      const row = await memory.get(key)
      version = row?.version ?? null
      const value = row?.value
      if (typeof value !== 'object' || value === null || Array.isArray(value) || value.key !== opening.key) return null
      // Only `set` writes here.
      return value as unknown as Known
    },
    async set(known) {
      const done = await memory.set(key, { ...known, key: opening.key } as unknown as Json, version)
      if (done) version = (await memory.get(key))?.version ?? null
      return done
    },
  }
}

/** How long ago, by our own clock. */
export const since = (known: Known, now: Time): number => now - known.tried
