import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createDice } from '@baton/e2e/drive/dice.ts'
import type { Seq } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { fold } from '../conversation/fold.ts'
import { begun, origin, saying } from './conformance/place.ts'
import { openSqlite } from './engines/sqlite/open.ts'
import { keepingNewest } from './newest.ts'
import { storeOn } from './open.ts'
import type { Log, Store } from './store.ts'

let data: string
let store: Store
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'baton-newest-'))
  const engine = await openSqlite(data, Date.now, () => {})
  // The log itself: nothing is kept here.
  store = await storeOn(engine, { clock: systemClock, random: Math.random, fold })
})
afterEach(async () => {
  await store.close()
  await rm(data, { recursive: true })
})

/** The log below, and how often it was asked. */
function counted(log: Log): { log: Log; asked: () => number } {
  let asked = 0
  return {
    asked: () => asked,
    log: {
      ...log,
      get: (id) => {
        asked++
        return log.get(id)
      },
      read: (id, ...rest) => {
        asked++
        return log.read(id, ...rest)
      },
    },
  }
}

it('says what the log says, whatever is asked', async () => {
  const dice = createDice(7)
  const { log: kept } = keepingNewest(store.log)
  const ids = await Promise.all(Array.from({ length: 4 }, () => begun(store)))
  const origins = ids.map(() => origin())
  for (let n = 0; n < 400; n++) {
    const id = dice.one(ids)
    const by = { origin: dice.happens(0.1) ? dice.one(origins) : origin() }
    const texts = Array.from({ length: dice.between(0, 3) }, (_, k) => `${n}.${k}`)
    await Promise.allSettled([
      kept.write(id, by, saying(...texts)),
      dice.happens(0.2) &&
        kept.write(id, { origin: origin() }, () => {
          throw new Error('a mistake of ours')
        }),
    ])
    const from = dice.between(0, ((await store.log.get(id))?.seq ?? 0) + 1) as Seq
    const way = dice.one(['on', 'back'] as const)
    const limit = dice.between(1, 5)
    expect(await kept.get(id)).toEqual(await store.log.get(id))
    expect(await kept.read(id, from, way, limit)).toEqual(await store.log.read(id, from, way, limit))
  }
})

it('asks the database for nothing that was written just now', async () => {
  const below = counted(store.log)
  const { log: kept } = keepingNewest(below.log)
  const id = await begun(store)
  await kept.write(id, { origin: origin() }, saying('one'))
  await kept.write(id, { origin: origin() }, saying('two', 'three'))
  expect(await kept.get(id)).toMatchObject({ seq: 3 })
  expect(await kept.read(id, 1 as Seq, 'on', 100)).toHaveLength(2)
  expect(below.asked()).toBe(0)
  expect(await kept.read(id, 0 as Seq, 'on', 100)).toHaveLength(3)
  expect(below.asked()).toBe(1)
})
