import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { systemClock } from '../../../server/src/clock.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import { openStore, type StoreAt } from '../../../server/src/store/open.ts'
import { pause, waitFor } from '../../drive/waiting.ts'
import { type Child, startChild } from '../child.ts'
import { type BenchDesk, type DeskName, startDesk } from '../desks/desk.ts'
import { type Load, startLoad } from '../load/plan.ts'
import type { Setup } from './setup.ts'

/** A site with a bot and a desk at which so many handoffs are open, and the servers that carry it. */
export interface Scene {
  readonly site: string
  readonly origin: string
  readonly desk: BenchDesk
  readonly servers: Child[]
  readonly addresses: string[]
  /** The visitors whose handoffs are open, one tab each. */
  readonly handedOff: Load
  /** The outbox rests, or works again. */
  rest(on: boolean): Promise<void>
  close(): Promise<void>
}

export type SceneOptions = {
  desk: DeskName
  handoffs: number
  /** Where a folder for the data is made. */
  folder: string
  /** A PostgreSQL for the servers to share; without one there is one server, on SQLite. */
  database?: string
  servers?: number
  lookEvery?: number
}

const site = 'bench'
const origin = 'https://www.bench.test'

export async function openScene(options: SceneOptions): Promise<Scene> {
  const { handoffs, folder, database, servers: count = 1, lookEvery = 60_000 } = options
  const data = await mkdtemp(path.join(folder, 'baton-bench-'))
  const at: StoreAt = database === undefined ? { data } : { url: database }
  const secretKey = randomBytes(32).toString('base64')
  const desk = await startDesk(options.desk)

  const store = await openStore(at, { clock: systemClock, random: Math.random, fold })
  await desk.apply(store, { site, origins: [origin], secretKey })
  await store.close()

  const servers = Array.from({ length: count }, () => {
    const setup: Setup = { store: at, secretKey, port: 0, publicUrl: 'https://chat.bench.test', lookEvery }
    return startChild({ entry: 'baton/server.ts', env: { BENCH_SETUP: JSON.stringify(setup) } })
  })
  const addresses = await Promise.all(
    servers.map(async (server) => `http://127.0.0.1:${await server.ask<number>('port')}`),
  )
  const [first = ''] = addresses
  desk.hear(first, { site, secretKey })

  const handedOff = startLoad()
  await handOff({ desk, handedOff, handoffs, address: first, open: () => servers[0]?.ask<number>('openHandoffs') })
  return {
    ...{ site, origin, desk, servers, addresses, handedOff },
    async rest(on) {
      await Promise.all(servers.map((server) => server.ask('rest', on)))
    },
    async close() {
      await handedOff.stop()
      await Promise.all(servers.map((server) => server.stop()))
      await desk.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}

/** Visitors ask for a person, and one comes to each. */
async function handOff(given: {
  desk: BenchDesk
  handedOff: Load
  handoffs: number
  address: string
  open: () => Promise<number> | undefined
}): Promise<void> {
  const { desk, handedOff, handoffs, address } = given
  if (handoffs === 0) return
  const opened = await handedOff.open({ addresses: [address], site, origin, visitors: handoffs, atOnce: 20 })
  if (opened.failed > 0) throw new Error(`${opened.failed} visitors could not connect: ${opened.why}`)
  const asked = await handedOff.askForPerson()
  if (asked < handoffs) throw new Error(`only ${asked} of ${handoffs} could ask for a person`)
  await waitFor('every handoff is open at the desk', () => desk.threads().length >= handoffs, 120_000)
  for (const thread of desk.threads()) {
    desk.join(thread)
    await pause(5)
  }
  await waitFor('every handoff is known to be open', async () => ((await given.open()) ?? 0) >= handoffs, 30_000)
  // What was tried so far is not part of any figure.
  desk.hooks()
}
