import { freshDatabase } from '@baton/e2e/postgres.ts'
import { Client } from 'pg'
import { afterAll, describe } from 'vitest'
import { fold } from '../../../conversation/fold.ts'
import { createHands, type Place } from '../../conformance/place.ts'
import { storeConformance } from '../../conformance/store.ts'
import { openStore } from '../../open.ts'
import type { Store } from '../../store.ts'

/** One database and two servers for all tests here, emptied for each: making them takes longer than most tests. */
type Shared = { url: string; client: Client; store: Store; other: Store }

const hands = createHands()
const tables = `conversations, handoffs, events, origins, threads, outbox, dead_letters, gates, inbox, site_versions, secrets, visitors,
  desk_memory, desk_threads, leases, files, file_bytes`
const open = (url: string) => openStore({ url, pool: 4 }, { clock: hands, random: Math.random, fold })

let shared: Promise<Shared> | undefined
async function share(): Promise<Shared> {
  const { url } = await freshDatabase()
  const client = new Client({ connectionString: url })
  await client.connect()
  const [store, other] = await Promise.all([open(url), open(url)])
  return { url, client, store, other }
}

async function makePlace(): Promise<Place> {
  shared ??= share()
  const here = await shared
  await here.client.query(`truncate ${tables} restart identity`)
  // One test closes it.
  await here.store.probe().catch(async () => {
    here.store = await open(here.url)
  })
  return {
    store: here.store,
    other: here.other,
    // Leases run by PostgreSQL's clock, which nobody can turn: they are moved towards it instead.
    async pass(ms) {
      hands.turn(ms)
      await here.client.query('update outbox set leased_until = leased_until - $1', [ms])
      await here.client.query('update leases set until = until - $1', [ms])
      await here.client.query('update files set due = due - $1, leased_until = leased_until - $1', [ms])
    },
    now: hands.now,
    close: async () => {},
  }
}

describe('PostgreSQL', { timeout: 60_000 }, () => {
  storeConformance(makePlace)
  afterAll(async () => {
    const { store, other, client } = await (shared ?? share())
    await Promise.all([store.close(), other.close(), client.end()])
  })
})
