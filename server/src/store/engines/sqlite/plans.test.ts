import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as deadLetters from '../../queries/dead-letters.ts'
import * as desks from '../../queries/desks.ts'
import * as files from '../../queries/files.ts'
import * as inbox from '../../queries/inbox.ts'
import * as lanes from '../../queries/lanes.ts'
import * as log from '../../queries/log.ts'
import * as outbox from '../../queries/outbox.ts'
import * as sites from '../../queries/sites.ts'
import * as visitors from '../../queries/visitors.ts'
import { compile, type Step } from '../../statement.ts'
import { openDatabase } from './database.ts'
import { sqliteDifferences } from './differences.ts'
import { engineOn } from './open.ts'
import { builder } from './statements.ts'

/** They go through whole tables, which stay small or are asked for by an owner. */
const scans = new Set([
  'gates',
  'countRows',
  'allDeadLetters',
  'deadLettersOf',
  'newestVersions',
  'namesOfSecrets',
  'doubtAll',
  // Only a poll asks for it, and on SQLite there is nobody else whose changes one would have to poll for.
  'changedAfter',
])

const all = { ...deadLetters, ...desks, ...files, ...inbox, ...lanes, ...log, ...outbox, ...sites, ...visitors }
const anything = new Proxy({}, { get: () => 1 })
const statements = Object.entries(all).flatMap(([name, make]) => {
  if (name.startsWith('fence')) return []
  const { statement } = (make as (values: object) => Step<unknown>)(anything)
  return [{ name, ...compile(statement, builder, sqliteDifferences) }]
})

let data: string
let database: ReturnType<typeof openDatabase>
let close: () => Promise<void>
beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'baton-plans-'))
  database = openDatabase(data)
  ;({ close } = await engineOn(database, Date.now, { released() {}, broken() {} }))
})
afterAll(async () => {
  await close()
  await rm(data, { recursive: true })
})

const plan = (sql: string, values: never[]): string[] =>
  database
    .prepare(`explain query plan ${sql}`)
    .all(...values)
    .map((row) => String(row.detail))

it.each(statements)('$name finds its rows by an index', ({ name, sql, bind }) => {
  const steps = plan(sql, bind(anything) as never[])
  const tables = database
    .prepare(`select name from sqlite_master where type = 'table'`)
    .all()
    .map((row) => String(row.name))
  // An index with few rows in it (of those that are held, of stays under way) may be gone through.
  const few = /outbox_held|conversations_handoff/
  const whole = steps.filter(
    (step) =>
      tables.some((table) => new RegExp(`^SCAN ${table}\\b`).test(step)) &&
      !few.test(step) &&
      !/ROWID|USING INTEGER/.test(step),
  )
  if (scans.has(name)) return
  const ordered = name === 'waitingRows' // in the order of its key, up to a limit
  expect(ordered ? [] : whole).toEqual([])
})

it('claims without going through what is parked', () => {
  const steps = statements.filter(({ name }) => ['dueShares', 'claimShare'].includes(name))
  for (const { sql, bind } of steps) {
    const detail = plan(sql, bind(anything) as never[]).join('\n')
    expect(detail).toMatch(/outbox_ready \(share=\? AND ready>\? AND ready<\?\)/)
    expect(detail).not.toMatch(/USE TEMP B-TREE/)
  }
})
