import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe } from 'vitest'
import { fold } from '../../../conversation/fold.ts'
import { createHands, type Place } from '../../conformance/place.ts'
import { storeConformance } from '../../conformance/store.ts'
import { openStore } from '../../open.ts'

/** An empty database with its tables, to be copied: making them takes longer than most tests. */
let empty: Promise<string> | undefined
const folder = () => mkdtemp(path.join(tmpdir(), 'baton-store-'))

async function makeEmpty(): Promise<string> {
  const data = await folder()
  await (await openStore({ data }, { clock: createHands(), random: Math.random, fold })).close()
  return data
}

async function makePlace(): Promise<Place> {
  empty ??= makeEmpty()
  const data = await folder()
  await cp(await empty, data, { recursive: true })
  const hands = createHands()
  const store = await openStore({ data }, { clock: hands, random: Math.random, fold })
  return {
    store,
    other: store,
    pass: async (ms) => hands.turn(ms),
    now: hands.now,
    close: async () => {
      await store.close()
      await rm(data, { recursive: true })
    },
  }
}

describe('SQLite', { timeout: 60_000 }, () => {
  storeConformance(makePlace)
  afterAll(async () => {
    if (empty) await rm(await empty, { recursive: true })
  })
})
