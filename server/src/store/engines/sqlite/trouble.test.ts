import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Seq } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../clock.ts'
import { fold } from '../../../conversation/fold.ts'
import { begun, origin, saying } from '../../conformance/place.ts'
import { storeOn } from '../../open.ts'
import type { Store } from '../../store.ts'
import { assertVersion, openDatabase } from './database.ts'
import { engineOn } from './open.ts'

vi.setConfig({ testTimeout: 60_000 })

let data: string
let database: DatabaseSync
let store: Store
const broken: string[] = []
/** What the next commits throw instead of being made. */
let failing: { times: number; code: number }

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'baton-trouble-'))
  database = openDatabase(data)
  failing = { times: 0, code: 0 }
  store = await storeOn(
    await engineOn(failable(database), systemClock.now, { released() {}, broken: (why) => broken.push(why.message) }),
    {
      clock: systemClock,
      random: Math.random,
      fold,
    },
  )
})
afterEach(async () => {
  await store.close()
  await rm(data, { recursive: true })
})

/** A disk that fails cannot be had on every machine, so what SQLite throws then is thrown in its place. */
function failable(real: DatabaseSync): DatabaseSync {
  const prepare = real.prepare.bind(real)
  vi.spyOn(real, 'prepare').mockImplementation((sql) => {
    const made = prepare(sql)
    if (sql !== 'commit') return made
    const run = made.run.bind(made)
    made.run = () => {
      if (failing.times === 0) return run()
      failing.times -= 1
      throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: failing.code })
    }
    return made
  })
  return real
}

const write = (id: Awaited<ReturnType<typeof begun>>, text: string) =>
  store.log.write(id, { origin: origin() }, saying(text))

describe('a full disk', () => {
  it('refuses every write of the moment, and goes on when there is room again', async () => {
    const id = await begun(store)
    await write(id, 'before')
    const { page_count: pages } = database.prepare('pragma page_count').get() as { page_count: number }
    database.exec(`pragma max_page_count = ${pages}`)
    const refused = []
    for (let n = 0; refused.length === 0 && n < 50; n++) {
      const answers = await Promise.allSettled([write(id, 'x'.repeat(20_000)), write(id, 'small')])
      refused.push(...answers.filter((answer) => answer.status === 'rejected'))
    }
    expect(refused).toHaveLength(2)
    for (const { reason } of refused) expect(reason).toMatchObject({ message: 'the disk is full', busy: true })
    const { seq = 0 } = (await store.log.get(id)) ?? {}
    expect(await store.log.read(id, 0 as Seq, 'on', 1000)).toHaveLength(seq)

    database.exec('pragma max_page_count = 1000000')
    expect(await write(id, 'y'.repeat(20_000))).toMatchObject({ seq: seq + 1 })
    await store.probe()
  })
})

describe('a disk that fails', () => {
  it('acknowledges nothing more once a commit may not have reached it', async () => {
    const id = await begun(store)
    failing = { times: 1, code: 1034 } // SQLITE_IOERR_FSYNC
    const answers = await Promise.allSettled([write(id, 'one'), write(id, 'two'), store.probe()])
    expect(answers.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected'])
    // The disk would do it again by now; what it lost before, nobody knows.
    await expect(write(id, 'three')).rejects.toMatchObject({ name: 'Error', busy: false })
    await expect(store.probe()).rejects.toThrow('start again')
    expect(broken).toEqual([expect.stringContaining('start again')])
    expect(await store.log.get(id)).toMatchObject({ seq: 0 })
  })

  it('acknowledges nothing of what waited for the commit after it either', async () => {
    const ids = await Promise.all(Array.from({ length: 300 }, () => begun(store)))
    failing = { times: 1, code: 1034 }
    const answers = await Promise.allSettled(ids.map((id) => write(id, 'more than one commit takes')))
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toEqual([])
  })

  it('goes on after a commit that ran out of memory', async () => {
    const id = await begun(store)
    failing = { times: 1, code: 7 }
    await expect(write(id, 'one')).rejects.toMatchObject({ busy: true })
    expect(await write(id, 'two')).toMatchObject({ seq: 1 })
  })
})

describe('a database that another program has locked', () => {
  it('keeps writes waiting without holding up the event loop, and makes them when it is free', async () => {
    const id = await begun(store)
    const other = new DatabaseSync(path.join(data, 'baton.db'))
    other.exec('begin immediate')
    let answered = false
    const written = write(id, 'patience').finally(() => {
      answered = true
    })
    for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(answered).toBe(false)
    expect(await store.log.get(id)).toMatchObject({ seq: 0 })
    other.exec('rollback')
    other.close()
    expect(await written).toMatchObject({ seq: 1 })
  })

  it('refuses writes after five seconds, as worth another try', async () => {
    const id = await begun(store)
    const other = new DatabaseSync(path.join(data, 'baton.db'))
    other.exec('begin immediate')
    const since = performance.now()
    await expect(write(id, 'too long')).rejects.toMatchObject({ busy: true })
    expect(performance.now() - since).toBeGreaterThan(4_900)
    other.exec('rollback')
    other.close()
    expect(await write(id, 'again')).toMatchObject({ seq: 1 })
  })
})

describe('durability', () => {
  it('answers a write only when another connection can read it', async () => {
    const id = await begun(store)
    const other = new DatabaseSync(path.join(data, 'baton.db'), { readOnly: true })
    const count = other.prepare('select count(*) as count from events')
    for (let n = 1; n <= 20; n++) {
      const written = write(id, 'x')
      expect(count.get()).toEqual({ count: n - 1 })
      await written
      expect(count.get()).toEqual({ count: n })
    }
    other.close()
  })

  it('has the log written through with every commit, and foreign keys watched', () => {
    const setting = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
    expect(['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'busy_timeout'].map(setting)).toEqual([
      'wal',
      2,
      1,
      0,
      0,
    ])
  })

  it('makes one commit of all that is asked for in one turn of the event loop', async () => {
    const ids = await Promise.all([begun(store), begun(store), begun(store)])
    failing = { times: 1, code: 7 }
    const turn = await Promise.allSettled(ids.map((id) => write(id, 'together')))
    expect(turn.map((answer) => answer.status)).toEqual(['rejected', 'rejected', 'rejected'])
  })
})

describe('the files', () => {
  it('are nobody else’s to read', async () => {
    await write(await begun(store), 'secret')
    const folder = path.join(data, 'made', 'by us')
    openDatabase(folder).close()
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const file of ['baton.db', 'baton.db-wal', 'baton.db-shm'])
      expect((await stat(path.join(data, file))).mode & 0o077, file).toBe(0)
  })
})

it('refuses versions of SQLite that can damage a database', () => {
  for (const bad of ['3.45.1', '3.51.2', '3.52.0']) expect(() => assertVersion(bad), bad).toThrow('SQLite')
  for (const good of ['3.51.3', '3.52.1', '3.53.4', '4.0.0']) assertVersion(good)
})
