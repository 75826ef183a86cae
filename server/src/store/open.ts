import type { Generation } from '@baton/shared/ids.ts'
import type { Clock, Random } from '../clock.ts'
import { createDesks } from './desks.ts'
import type { Engine } from './engine.ts'
import { createFiles } from './files.ts'
import { createHandoffs } from './handoffs.ts'
import { createInbox } from './inbox.ts'
import { createLog } from './log.ts'
import { keepingNewest } from './newest.ts'
import { createOutbox } from './outbox.ts'
import { metaOf, putMeta, putMetaOnce, touchMeta } from './queries/meta.ts'
import { doubtAll } from './queries/outbox.ts'
import { createSites } from './sites.ts'
import type { Store, StoreTrouble } from './store.ts'
import { createVisitors } from './visitors.ts'
import { change, read } from './work.ts'
import type { Fold } from './write.ts'

/** `data`: the folder of SQLite's files. `url`: `postgres://…`; `pool`: its connections at most. */
export type StoreAt = { data: string } | { url: string; pool?: number }
/**
 * `restored`: the database comes from a backup and begins a history of its own, so that cursors of the lost one are recognised.
 * `broken`: the disk failed under SQLite; everything is refused until another process opens it.
 */
export type StoreParts = {
  clock: Clock
  random: Random
  fold: Fold
  restored?: boolean
  broken?: (why: StoreTrouble) => void
}

/**
 * Opens the store, makes or updates its tables, and learns its generation. Rejects with StoreTrouble and a sentence for the
 * owner when the place is in use, cannot be reached, or the engine's version is not safe.
 */
export async function openStore(at: StoreAt, parts: StoreParts): Promise<Store> {
  const { clock, broken = () => {} } = parts
  // Nobody needs both engines.
  if ('url' in at) {
    const { openPostgres } = await import('./engines/postgres/open.ts')
    return await storeOn(await openPostgres(at), parts)
  }
  const { openSqlite } = await import('./engines/sqlite/open.ts')
  const store = await storeOn(await openSqlite(at.data, () => clock.now(), broken), parts)
  // The folder is locked: nobody else writes there.
  const { log, forget } = keepingNewest(store.log)
  return {
    ...store,
    log,
    close() {
      forget()
      return store.close()
    },
  }
}

export async function storeOn(engine: Engine, { clock, random, fold, restored = false }: StoreParts): Promise<Store> {
  const now = () => clock.now()
  const generation = await learnGeneration(engine, random, restored).catch(async (error: unknown) => {
    await engine.close()
    throw error
  })
  return {
    generation,
    log: createLog(engine, { now, fold }),
    outbox: createOutbox(engine, { now }),
    inbox: createInbox(engine, { now }),
    sites: createSites(engine, { now }),
    visitors: createVisitors(engine, { now }),
    handoffs: createHandoffs(engine),
    desks: createDesks(engine),
    files: createFiles(engine, { now }),
    probe: () =>
      engine.change(function* () {
        yield* change(touchMeta({}))
      }),
    close: () => engine.close(),
  }
}

function learnGeneration(engine: Engine, random: Random, restored: boolean): Promise<Generation> {
  return engine.change(function* () {
    const [[known]] = yield* read(metaOf({ key: 'generation' }))
    if (known && !restored) return known.value as Generation
    const value = Array.from({ length: 16 }, () => Math.floor(random() * 36).toString(36)).join('')
    if (restored) yield* change(doubtAll({}))
    const [, , [made]] = yield* change(
      restored && known ? putMeta({ key: 'generation', value }) : putMetaOnce({ key: 'generation', value }),
      putMetaOnce({ key: 'revision', value: '0' }),
      metaOf({ key: 'generation' }),
    )
    return (made?.value ?? value) as Generation
  })
}
