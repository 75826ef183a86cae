import type { Json } from '@baton/shared/ids.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Desks } from '../store/store.ts'
import type { DeskMemory } from './desk.ts'

/** What the memory needs of `secrets.ts`: one purpose, so that a key made for it is made once. */
export type Sealing = {
  seal(purpose: string, bytes: Uint8Array): Uint8Array
  open(purpose: string, sealed: Uint8Array): { kind: 'opened'; bytes: Uint8Array } | { kind: 'failed' }
}

export type DeskMemoryParts = {
  desks: Desks
  account: AccountId
  sealer: Sealing
  /** Names this process among the servers. */
  owner: string
}

const purpose = 'desk-memory'

/** Two works of one process exclude each other too, so each is an owner of its own. */
let works = 0

export function createDeskMemory({ desks, account, sealer, owner }: DeskMemoryParts): DeskMemory {
  const place = (key: string) => `${account}:${key}`

  return {
    async get(key) {
      const row = await desks.get(account, key)
      if (!row) return null
      const opened = sealer.open(purpose, row.sealed)
      if (opened.kind === 'opened') {
        const kept = JSON.parse(Buffer.from(opened.bytes).toString()) as { place: string; value: Json }
        // The place is sealed too: a row that somebody moved elsewhere says nothing.
        if (kept.place === place(key)) return { value: kept.value, version: row.version }
      }
      // BATON_SECRET_KEY was changed: what nobody can read any more must not stand in the way of learning it again.
      await desks.remove(account, key)
      return null
    },
    async set(key, value, was) {
      const plain = Buffer.from(JSON.stringify({ place: place(key), value }))
      return await desks.set(account, key, sealer.seal(purpose, plain), was)
    },
    async remove(key) {
      await desks.remove(account, key)
    },
    async alone(key, lease, work) {
      works += 1
      const self = `${owner}#${works}`
      const name = place(key)
      if (!(await desks.lease(name, self, lease))) return 'busy'
      try {
        return await work()
      } finally {
        await desks.release(name, self)
      }
    },
  }
}
