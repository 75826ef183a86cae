import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { Time } from '@baton/shared/ids.ts'
import { createLocalBell } from '../../server/src/bell/local.ts'
import { createPostgresBell } from '../../server/src/bell/postgres.ts'
import { scriptKind } from '../../server/src/bot/script/parse.ts'
import type { Clock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import { freshchatKind } from '../../server/src/desk/freshchat/kind.ts'
import { livechatKind } from '../../server/src/desk/livechat/kind.ts'
import { createLogger } from '../../server/src/logging.ts'
import { createOutgoing } from '../../server/src/outgoing/undici.ts'
import { createSealer } from '../../server/src/secrets.ts'
import { startServer } from '../../server/src/start.ts'
import { openStore } from '../../server/src/store/open.ts'
import { createDice } from '../drive/dice.ts'
import { fastClock } from '../drive/fast-clock.ts'
import { breakStore } from './broken/broken.ts'
import { createPoints } from './points.ts'
import type { Setup } from './setup.ts'
import { over, watchedKinds, watchedOutgoing, watchedStore } from './watched.ts'

/**
 * The real server (start.ts) on a clock that runs fast, with its ports wrapped: it dies where it is told to. Its parts are
 * loaded before the runner says go, so that a restart takes as long as a start and not as long as reading the code.
 */
process.send?.({ kind: 'loaded' })
process.once('message', (setup: Setup) => void run(setup))
// Without its runner a server has nothing to do.
process.once('disconnect', () => process.exit(0))

async function run(setup: Setup): Promise<void> {
  const clock = fastClock(setup.pace) as Clock & { now: () => Time }
  const dice = createDice(setup.seed)
  const points = createPoints(setup.crash)
  const logger = createLogger('warn')
  const outgoing = createOutgoing({ clock })
  const store = await openStore(setup.store, { clock, random: dice.fraction, fold })
  // PostgreSQL's leases run by its own clock, SQLite's by this fast one.
  const pace = 'url' in setup.store ? setup.pace.speed : 1
  const desks = over(store.desks, { lease: (name, owner, ms) => store.desks.lease(name, owner, Math.ceil(ms / pace)) })
  points.hit('start:opened')
  const server = await startServer({
    config: { port: 0, host: '127.0.0.1', publicUrl: setup.publicUrl, trustProxy: false, demo: false },
    sealer: createSealer([setup.secretKey]),
    store: watchedStore(breakStore(setup.broken, { ...store, desks }, clock), points),
    bell:
      'url' in setup.store
        ? createPostgresBell({ url: setup.store.url, clock, random: dice.fraction, logger })
        : createLocalBell(),
    outgoing: { ...watchedOutgoing(outgoing, points), close: () => outgoing.close() },
    kinds: watchedKinds(
      { bots: { script: scriptKind }, desks: { freshchat: freshchatKind, livechat: livechatKind } },
      points,
    ),
    clock,
    random: dice.fraction,
    logger,
    // As main.ts has it: where there may be others, every process is somebody else.
    owner: 'url' in setup.store ? randomUUID() : setup.owner,
    // Shorter than an owner's, longer than any lag of the simulated lists.
    lookUps: [500, 2_000, 6_000, 20_000],
    lookEvery: 30_000,
    lease: Math.ceil(60_000 / pace),
    widgetFolder: path.join(import.meta.dirname, 'no-widget'),
    limits: { connectionsPerAddress: 500, mintPerAddress: { burst: 500, every: 1 }, person: { burst: 500, every: 1 } },
  })
  process.send?.({ kind: 'ready', port: server.port })
  process.on('message', (message: { kind?: string }) => {
    if (message.kind === 'points') process.send?.({ kind: 'passed', points: points.passed() })
  })
  process.once('SIGTERM', () => {
    process.send?.({ kind: 'passed', points: points.passed() })
    void server.stop(5_000).then(() => process.exit(0))
  })
}
