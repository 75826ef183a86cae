import { freshDatabase } from '@baton/e2e/postgres.ts'
import { startPostgres } from '@baton/e2e/postgres-cluster.ts'
import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import { Client } from 'pg'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../clock.ts'
import { fold } from '../../../conversation/fold.ts'
import { begun, decision, delivery, origin, said, saying } from '../../conformance/place.ts'
import { openStore } from '../../open.ts'
import { claimShare, dueShares } from '../../queries/outbox.ts'
import { type Store, StoreTrouble } from '../../store.ts'
import { assertVersion } from './open.ts'
import { createQueries } from './statements.ts'

vi.setConfig({ testTimeout: 60_000 })

let url: string
let store: Store
let client: Client
const open = (pool = 4): Promise<Store> => openStore({ url, pool }, { clock: systemClock, random: Math.random, fold })

beforeEach(async () => {
  url = (await freshDatabase()).url
  store = await open()
  client = new Client({ connectionString: url })
  await client.connect()
})
afterEach(() => Promise.all([store.close(), client.end()]))

describe('several servers', () => {
  it('make the tables once when they start at the same time', async () => {
    url = (await freshDatabase()).url
    const stores = await Promise.all([open(), open(), open(), open()])
    expect(new Set(stores.map((one) => one.generation)).size).toBe(1)
    await Promise.all(stores.map((one) => one.close()))
  })

  it('never miss a change of one whose commit came late', async () => {
    const [slow, quick] = [await begun(store), await begun(store)]
    const { mark } = await store.log.changedSince(-1)
    await client.query('begin')
    await client.query('update conversations set changed = pg_current_xact_id()::text::bigint where id = $1', [slow])
    await store.log.write(quick, { origin: origin() }, saying('first to be committed'))
    const before = await store.log.changedSince(mark)
    // While another database of the cluster is busy, what was told may be told again.
    expect(before.ids).toContain(quick)
    await client.query('commit')
    const after = await store.log.changedSince(before.mark)
    expect(after.ids).toContain(slow)
    let { mark: upTo } = after
    await expect
      .poll(async () => {
        const next = await store.log.changedSince(upTo)
        upTo = next.mark
        return next.ids
      })
      .toEqual([])
  })

  it('take marks from another cluster’s history for no news', async () => {
    const id = await begun(store)
    await client.query('update conversations set changed = 9000000000000')
    const { mark } = await store.log.changedSince(-1)
    expect((await store.log.changedSince(mark)).ids).toEqual([])
    await store.log.write(id, { origin: origin() }, saying('x'))
    expect((await store.log.changedSince(mark)).ids).toEqual([id])
  })
})

describe('a connection that breaks', () => {
  it('costs a write at most an answer, and the same origin then tells what became of it', async () => {
    const id = await begun(store)
    const keys = Array.from({ length: 60 }, () => origin())
    const cut = () =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'baton' and datname = current_database()`,
      )
    const write = (key: (typeof keys)[number]) =>
      store.log.write(id, { origin: key }, decision({ events: [said(key)] }))
    for (const key of keys) {
      const [, first] = await Promise.allSettled([cut(), write(key)])
      if (first.status === 'rejected') expect(first.reason).toMatchObject({ busy: true })
      if (first.status === 'rejected') await eventually(() => write(key))
    }
    // The last cut may come after the last write.
    const events = await eventually(() => store.log.read(id, 0 as Seq, 'on', 1000))
    expect(events.map((event) => event.kind === 'visitorSaid' && event.message)).toEqual(
      keys.map((key) => ({ parts: [{ kind: 'text', text: key }] })),
    )
  })

  it('is told as trouble that passes when there is no PostgreSQL at all', async () => {
    url = 'postgres://baton@127.0.0.1:1/none'
    await expect(open()).rejects.toMatchObject({ busy: true })
    await expect(open()).rejects.toBeInstanceOf(StoreTrouble)
  })
})

describe('a lock that somebody holds too long', () => {
  it('refuses soon, as worth another try, and leaves other conversations alone', async () => {
    const [stuck, free] = [await begun(store), await begun(store)]
    await client.query('begin')
    await client.query('select 1 from conversations where id = $1 for update', [stuck])
    const since = performance.now()
    const refused = Promise.allSettled(
      Array.from({ length: 3 }, () => store.log.write(stuck, { origin: origin() }, saying('x'))),
    )
    expect(await store.log.write(free, { origin: origin() }, saying('y'))).toMatchObject({ seq: 1 })
    for (const answer of await refused) expect(answer).toMatchObject({ status: 'rejected', reason: { busy: true } })
    expect(performance.now() - since).toBeLessThan(15_000)
    await client.query('rollback')
    expect(await store.log.write(stuck, { origin: origin() }, saying('z'))).toMatchObject({ seq: 1 })
  })
})

describe('PostgreSQL killed and started again', () => {
  it('keeps what was answered, and takes what was not once more', async () => {
    const cluster = await startPostgres({ durable: true })
    try {
      url = cluster.url
      const other = await open()
      const ids = await Promise.all(Array.from({ length: 4 }, () => begun(other)))
      const said = new Map<ConversationId, string[]>()
      let killed = false
      const talk = async (id: ConversationId) => {
        for (let n = 0; !killed || n < 20; n++) {
          const key = origin()
          await eventually(() => other.log.write(id, { origin: key }, saying(key)))
          said.set(id, [...(said.get(id) ?? []), key])
        }
      }
      const talking = ids.map(talk)
      await eventually(() => expect([...said.values()].flat().length).toBeGreaterThan(40))
      await cluster.kill()
      await cluster.start()
      killed = true
      await Promise.all(talking)
      for (const id of ids) {
        const events = await other.log.read(id, 0 as Seq, 'on', 10_000)
        expect(events.map((event) => event.seq)).toEqual(events.map((_, n) => n + 1))
        expect(events.map((event) => event.kind === 'visitorSaid' && event.message.parts[0])).toEqual(
          said.get(id)?.map((text) => ({ kind: 'text', text })),
        )
      }
      await other.close()
    } finally {
      await cluster.stop()
    }
  })
})

it('claims by the index, however much is parked', async () => {
  const id = await begun(store)
  for (let n = 0; n < 10; n++)
    await store.log.write(id, { origin: origin() }, decision({ deliveries: [delivery(`timer:${n}`, { wait: 1e6 })] }))
  await client.query(`insert into outbox (place, id, conversation, site, lane, account, share, kind, task, made_at, due, ready)
    select nextval('outbox_place_seq'), 'p' || n, conversation, site, 'timer:p' || n, 'freshchat:p', 'acme freshchat:p', kind,
      task, made_at, due, due - 1e7 from outbox, generate_series(1, 2000) n`)
  await client.query('analyze outbox')
  const query = createQueries()
  const p = {
    owner: 'me',
    lease: 1,
    share: 'acme ',
    account: '' as const,
    now: Date.now() as never,
    most: 10,
    perAccount: 10,
  }
  for (const step of [claimShare(p), dueShares({ now: p.now, limit: 10 })]) {
    const { text, values } = query(step)
    const { rows } = await client.query(`explain ${text}`, values)
    const plan = rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN']).join('\n')
    expect(plan).toMatch(/outbox_ready/)
    expect(plan).not.toMatch(/Seq Scan on outbox/)
  }
})

it('refuses a PostgreSQL that is too old', () => {
  expect(() => assertVersion(130_016)).toThrow('PostgreSQL 13 is too old')
  assertVersion(140_000)
})

async function eventually<T>(what: () => T | Promise<T>): Promise<T> {
  for (const until = performance.now() + 30_000; ; ) {
    try {
      return await what()
    } catch (error) {
      if (performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
}
