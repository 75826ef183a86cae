import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { createLocalBell } from '../../../server/src/bell/local.ts'
import { createPostgresBell } from '../../../server/src/bell/postgres.ts'
import { systemClock } from '../../../server/src/clock.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import { createLogger } from '../../../server/src/logging.ts'
import { createOutgoing } from '../../../server/src/outgoing/undici.ts'
import { createSealer } from '../../../server/src/secrets.ts'
import { startServer } from '../../../server/src/start.ts'
import { openStore } from '../../../server/src/store/open.ts'
import { kinds } from '../desks/desk.ts'
import { takeOrders } from '../orders.ts'
import type { Setup } from './setup.ts'

/**
 * The real server (start.ts) as main.ts starts it, but for two things: a load generator is one address and few visitors, so the
 * limits per visitor and address are out of the way; and its outbox can be told to rest, for the message's own path alone.
 */
const setup = JSON.parse(process.env['BENCH_SETUP'] ?? '') as Setup
const clock = systemClock
const random = Math.random
const logger = createLogger('warn')
const store = await openStore(setup.store, { clock, random, fold })
const plenty = { burst: 1e9, every: 1 }
let resting = false

const server = await startServer({
  config: { port: setup.port, host: '127.0.0.1', publicUrl: setup.publicUrl, trustProxy: false, demo: false },
  sealer: createSealer([setup.secretKey]),
  store: {
    ...store,
    outbox: {
      ...store.outbox,
      claim: (...given) => (resting ? Promise.resolve([]) : store.outbox.claim(...given)),
      nextDue: () => (resting ? Promise.resolve(null) : store.outbox.nextDue()),
    },
  },
  bell: 'url' in setup.store ? createPostgresBell({ ...setup.store, clock, random, logger }) : createLocalBell(),
  outgoing: createOutgoing({ clock }),
  kinds,
  clock,
  random,
  logger,
  owner: 'url' in setup.store ? randomUUID() : 'server',
  lookEvery: setup.lookEvery,
  widgetFolder: path.resolve(import.meta.dirname, '../../../widget/dist'),
  limits: {
    connectionsPerAddress: 1e6,
    connections: 1e6,
    ...{ send: plenty, sendPerAddress: plenty, mintPerAddress: plenty, hello: plenty, person: plenty, read: plenty },
  },
})

takeOrders({
  port: () => server.port,
  rest(on: boolean) {
    resting = on
    if (!on) server.wake()
  },
  owed: () => store.outbox.counts(),
  openHandoffs: async () => (await store.log.openHandoffs()).length,
})
process.once('SIGTERM', () => void server.stop(3_000).finally(() => process.exit()))
