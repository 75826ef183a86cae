import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import type { AccountId } from '../conversation/ids.ts'
import { createSealer } from '../secrets.ts'
import { openStore } from '../store/open.ts'
import type { Store } from '../store/store.ts'
import { createDeskMemory } from './memory.ts'

const account = 'freshchat:a' as AccountId
let store: Store
let data: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'baton-memory-'))
  store = await openStore({ data }, { clock: systemClock, random: Math.random, fold })
})
afterEach(async () => {
  await store.close()
  await rm(data, { recursive: true, force: true })
})

const memory = (more: { account?: AccountId; key?: string; owner?: string } = {}) =>
  createDeskMemory({
    desks: store.desks,
    account: more.account ?? account,
    sealer: createSealer([more.key ?? 'a secret key']),
    owner: more.owner ?? 'server-1',
  })

describe('what a desk remembers', () => {
  it('is what it was told, whatever it is, for every server of that account and for no other', async () => {
    let n = 0
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const key = `k${n++}`
        const kept = JSON.parse(JSON.stringify(value)) as Parameters<ReturnType<typeof memory>['set']>[1]
        expect(await memory().set(key, kept, null)).toBe(true)
        expect((await memory({ owner: 'server-2' }).get(key))?.value).toEqual(kept)
        expect(await memory({ account: 'freshchat:b' as AccountId }).get(key)).toBeNull()
      }),
      { numRuns: 50 },
    )
  })

  it('is what the first of two wrote, and the other is told', async () => {
    const both = await Promise.all([memory().set('k', 1, null), memory({ owner: 'server-2' }).set('k', 2, null)])
    expect(both.toSorted()).toEqual([false, true])
    const row = await memory().get('k')
    const again = await Promise.all([
      memory().set('k', 3, row?.version ?? null),
      memory().set('k', 4, row?.version ?? null),
    ])
    expect(again.toSorted()).toEqual([false, true])
    await memory().remove('k')
    expect(await memory().get('k')).toBeNull()
  })

  it('cannot be read in the store', async () => {
    await memory().set('k', 'CANARY', null)
    const row = await store.desks.get(account, 'k')
    expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toContain('CANARY')
  })

  it('is forgotten, and can be learned again, when it was sealed with another key or belongs elsewhere', async () => {
    await memory({ key: 'a former key' }).set('k', 1, null)
    expect(await memory().get('k')).toBeNull()
    expect(await memory().set('k', 2, null)).toBe(true)
    const row = await store.desks.get(account, 'k')
    await store.desks.set(account, 'moved', row?.sealed ?? new Uint8Array(), null)
    expect(await memory().get('moved')).toBeNull()
    expect((await memory().get('k'))?.value).toBe(2)
  })

  it('lets one worker at a time do a thing, in one process too, and the next one after', async () => {
    const started = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const first = memory().alone('k', 10_000, async () => {
      started.resolve()
      await end.promise
      return 'mine'
    })
    await started.promise
    expect(await memory().alone('k', 10_000, async () => 'too')).toBe('busy')
    expect(await memory({ owner: 'server-2' }).alone('k', 10_000, async () => 'too')).toBe('busy')
    expect(await memory().alone('another', 10_000, async () => 'free')).toBe('free')
    end.resolve()
    expect(await first).toBe('mine')
    await expect(memory().alone('k', 10_000, () => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug')
    expect(await memory().alone('k', 10_000, async () => 'after')).toBe('after')
  })
})
