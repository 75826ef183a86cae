import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { begun, delivery, origin, owe, saying } from './conformance/place.ts'
import { openStore } from './open.ts'

let data: string
const open = (restored = false) =>
  openStore({ data }, { clock: systemClock, random: Math.random, fold, ...(restored ? { restored } : {}) })

beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'baton-open-'))
})
afterEach(() => rm(data, { recursive: true }))

it('finds everything again when it is opened again', async () => {
  const first = await open()
  const id = await begun(first)
  await first.log.write(id, { origin: origin() }, saying('kept'))
  await first.close()
  const second = await open()
  expect(second.generation).toBe(first.generation)
  expect(await second.log.get(id)).toMatchObject({ seq: 1 })
  await second.close()
})

it('begins a new generation after a restore, and stays with it', async () => {
  const generations = []
  for (const restored of [true, false, true, true, false]) {
    const store = await open(restored)
    generations.push(store.generation)
    await store.close()
  }
  const [a, b, c, d, e] = generations
  expect(a).toBe(b)
  expect(new Set([a, c, d]).size).toBe(3)
  expect(e).toBe(d)
})

it('tells of changes of this life only, when it is opened again', async () => {
  const first = await open()
  const id = await begun(first)
  for (let n = 0; n < 5; n++) await first.log.write(id, { origin: origin() }, saying('old'))
  await first.close()
  const second = await open()
  const { mark } = await second.log.changedSince(-1)
  expect((await second.log.changedSince(mark)).ids).toEqual([])
  await second.log.write(id, { origin: origin() }, saying('new'))
  expect((await second.log.changedSince(mark)).ids).toEqual([id])
  await second.close()
})

it('doubts what a restored backup owes: it may have been done since', async () => {
  const first = await open()
  await owe(first, await begun(first), delivery('bot'), delivery('desk:support'))
  await first.close()
  const second = await open(true)
  const claims = await second.outbox.claim('a', 1_000, 10, 10)
  expect(claims.map(({ doubt }) => doubt)).toEqual([true, true])
  await second.close()
})

it('names the folder that cannot be used', async () => {
  const file = path.join(data, 'a file')
  await writeFile(file, '')
  const there = openStore({ data: path.join(file, 'data') }, { clock: systemClock, random: Math.random, fold })
  await expect(there).rejects.toMatchObject({ busy: false, message: expect.stringContaining(file) })
})

it('refuses a file that is no database', async () => {
  await writeFile(path.join(data, 'baton.db'), 'something else '.repeat(100))
  await expect(open()).rejects.toMatchObject({ name: 'Error', busy: false })
})

it('refuses a database that a newer Baton made', async () => {
  await (await open()).close()
  const database = new DatabaseSync(path.join(data, 'baton.db'))
  database.exec(`insert into kysely_migration values ('999-later', '2027-01-01T00:00:00Z')`)
  database.close()
  await expect(open()).rejects.toMatchObject({ busy: false, message: expect.stringContaining('newer Baton') })
  // Nothing stays locked after a start that was refused.
  await expect(open()).rejects.toThrow('newer Baton')
})
