import { freshDatabase, type TestDatabase } from '@baton/e2e/postgres.ts'
import type { ConversationId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { eventually } from '../gateway/rig.ts'
import type { Bell } from './bell.ts'
import { a, b, bellConformance, listen } from './conformance.ts'
import { passPayload, readNotice, ringPayloads } from './notices.ts'
import { createPostgresBell } from './postgres.ts'

const logger = pino({ level: 'silent' })
let database: TestDatabase
let admin: Client
const bells: Bell[] = []

beforeAll(async () => {
  database = await freshDatabase()
  admin = new Client({ connectionString: database.url })
  await admin.connect()
}, 60_000)
afterEach(() => Promise.all(bells.splice(0).map((bell) => bell.close())))
afterAll(async () => {
  await admin.end()
  await database.drop()
})

/** A bell that has begun to listen. */
async function open(): Promise<Bell & { heard: ReturnType<typeof listen> }> {
  const bell = createPostgresBell({ url: database.url, clock: systemClock, random: Math.random, logger })
  const heard = listen(bell)
  bells.push(bell)
  await eventually(() => expect(heard.gaps).toBe(1))
  return { ...bell, heard }
}
const cutAll = () =>
  admin.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  )

describe('the bell of several servers', () => {
  bellConformance(open)

  it('rings at the others, and at home only once', async () => {
    const [here, there] = [await open(), await open()]
    here.ring([a])
    await eventually(() => expect(there.heard.rung).toEqual([a]))
    there.ring([b])
    await eventually(() => expect(here.heard.rung).toEqual([a, b]))
    expect(there.heard.rung).toEqual([a, b])
  })

  it('carries ten thousand ids at once and loses none', async () => {
    const [here, there] = [await open(), await open()]
    const ids = Array.from(
      { length: 10_000 },
      (_, i) => `0198c0de-0000-7000-8000-${String(i).padStart(12, '0')}` as ConversationId,
    )
    here.ring(ids)
    await eventually(() => expect(new Set(there.heard.rung).size).toBe(10_000))
  })

  it('passes what is small to the others, and what is large only at home', async () => {
    const [here, there] = [await open(), await open()]
    const draft = (bytes: number): Passing => ({
      kind: 'draft',
      by: 'bot',
      turn: 't',
      message: { parts: [{ kind: 'text', text: 'x'.repeat(bytes) }] },
    })
    here.pass(a, draft(5_000))
    here.pass(a, draft(3_000))
    await eventually(() => expect(there.heard.passed).toEqual([[a, draft(3_000)]]))
    expect(here.heard.passed).toHaveLength(2)
  })

  it('tells of the gap when the connection was lost, and rings again after it', async () => {
    const [here, there] = [await open(), await open()]
    for (let round = 2; round < 5; round++) {
      await cutAll()
      await eventually(() => expect([here.heard.gaps, there.heard.gaps]).toEqual([round, round]))
      here.ring([`round-${round}` as ConversationId])
      await eventually(() => expect(there.heard.rung).toContain(`round-${round}`))
    }
  })

  it('still rings at home while the database is away, and leaves nothing open', async () => {
    const bell = createPostgresBell({
      url: 'postgres://127.0.0.1:1/none',
      clock: systemClock,
      random: Math.random,
      logger,
    })
    const heard = listen(bell)
    bell.ring([a])
    await eventually(() => expect(heard.rung).toEqual([a]))
    expect(heard.gaps).toBe(0)
    await bell.close()
  })

  it('minds no strange notice', async () => {
    const { heard } = await open()
    for (const payload of ['', 'x', '[]', 'null', '{"rung":["z"]}'])
      await admin.query('select pg_notify($1, $2)', ['baton_bell', payload])
    await admin.query('select pg_notify($1, $2)', ['baton_bell', JSON.stringify({ from: 'x', rung: ['a'] })])
    await eventually(() => expect(heard.rung).toEqual(['a']))
  })
})

describe('a notice', () => {
  it('stays below what PostgreSQL takes', () => {
    const ids = Array.from(
      { length: 1_000 },
      (_, i) => `0198c0de-0000-7000-8000-${String(i).padStart(12, '0')}` as ConversationId,
    )
    const payloads = ringPayloads('0198c0de-0000-7000-8000-000000000000', ids)
    expect(Math.max(...payloads.map((payload) => Buffer.byteLength(payload)))).toBeLessThan(8_000)
    expect(payloads.flatMap((payload) => readNotice(payload)?.rung)).toEqual(ids)
    expect(ringPayloads('x', [])).toEqual([])
  })

  it('holds a passing of 4 KiB and not one byte more', () => {
    const draft = (bytes: number): Passing => ({
      kind: 'draft',
      by: 'bot',
      turn: '',
      message: { parts: [{ kind: 'text', text: 'x'.repeat(bytes) }] },
    })
    const around = Buffer.byteLength(JSON.stringify(draft(0)))
    expect(passPayload('s', a, draft(4_096 - around))).not.toBeNull()
    expect(passPayload('s', a, draft(4_097 - around))).toBeNull()
  })
})
