import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Time } from '@baton/shared/ids.ts'
import { createLocalBell } from '../../server/src/bell/local.ts'
import { scriptKind } from '../../server/src/bot/script/parse.ts'
import type { Clock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import { freshchatKind } from '../../server/src/desk/freshchat/kind.ts'
import { livechatKind } from '../../server/src/desk/livechat/kind.ts'
import { createLogger } from '../../server/src/logging.ts'
import { createOutgoing } from '../../server/src/outgoing/undici.ts'
import type { Outgoing } from '../../server/src/outgoing.ts'
import { createSealer } from '../../server/src/secrets.ts'
import type { Kinds } from '../../server/src/site/kinds.ts'
import { startServer } from '../../server/src/start.ts'
import { openStore } from '../../server/src/store/open.ts'
import type { Store } from '../../server/src/store/store.ts'
import type { DeskKind } from '../drive/desk-kinds.ts'
import type { DeskSide } from '../drive/desk-side.ts'
import { createDice, type Dice } from '../drive/dice.ts'
import { freshchatSide } from '../drive/freshchat-side.ts'
import { livechatSide } from '../drive/livechat-side.ts'
import { type PacedClock, pacedClock } from '../drive/paced-clock.ts'
import { applySite, hookUrl } from '../drive/site-setup.ts'
import { startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { startLivechat } from '../vendors/livechat/livechat.ts'
import type { Request } from '../vendors/request-log.ts'
import { breakOutage, type OutageBreak } from './outage-broken.ts'

/** A desk and a server in this process, on one clock. */
export type OutageWorld = {
  dice: Dice
  clock: PacedClock
  desk: DeskSide
  /** Every call that reached the desk, oldest first. */
  calls: readonly Request[]
  store: Store
  address: string
  site: string
  origin: string
  /** Of the server, from warnings on. */
  logs: string[]
  close(): Promise<void>
}

export type OutageWorldOptions = {
  seed: number
  deskKind: DeskKind
  /** Calls a minute that the desk takes. */
  perMinute: number
  broken: OutageBreak | null
}

/** Slow enough that a busy machine is not taken for a desk that does not answer; fast enough that an hour is a few seconds. */
const paces = { slow: 2, fast: 1_500 }

export async function outageWorld({ seed, deskKind, perMinute, broken }: OutageWorldOptions): Promise<OutageWorld> {
  const dice = createDice(seed)
  const clock = pacedClock({ epoch: Date.now(), ...paces })
  const timed = clock as PacedClock & Clock & { now: () => Time }
  const { desk, calls } = await deskOf(deskKind, { clock, seed, perMinute })
  const unwatch = desk.watch(clock.stir)
  const folder = await inMemory().catch(() => mkdtemp(path.join(tmpdir(), prefix)))
  const secretKey = randomBytes(32).toString('base64')
  const [site, origin] = ['acme', 'https://www.acme.test']
  const logs: string[] = []

  const store = await openStore({ data: folder }, { clock: timed, random: dice.fork('store').fraction, fold })
  const parts = breakOutage(broken, { store, kinds }, timed)
  await applySite(store, parts.kinds, secretKey, filesOf(desk, site, origin), desk.secrets)
  const server = await startServer({
    ...parts,
    config: { port: 0, host: '127.0.0.1', publicUrl: 'https://chat.example', trustProxy: false, demo: false },
    sealer: createSealer([secretKey]),
    bell: createLocalBell(),
    outgoing: heldUpBy(clock, createOutgoing({ clock: timed })),
    clock: timed,
    random: dice.fork('server').fraction,
    logger: createLogger('warn', { write: (line) => void logs.push(line) }),
    owner: 'server',
    widgetFolder: path.join(folder, 'no-widget'),
    limits: crowd,
  })
  const address = `http://127.0.0.1:${server.port}`
  desk.hooks.to(hookUrl(secretKey, address, site))
  return {
    ...{ dice, clock, desk, calls, store, address, site, origin, logs },
    async close() {
      unwatch()
      await server.stop(5_000)
      await desk.stop()
      clock.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const kinds: Kinds = { bots: { script: scriptKind }, desks: { freshchat: freshchatKind, livechat: livechatKind } }

const prefix = 'baton-outage-'
/** What a commit costs is told elsewhere. */
const inMemory = () => mkdtemp(path.join('/dev/shm', prefix))

/** All visitors come from one address here. */
const plenty = { burst: 1_000_000, every: 1 }
const crowd = { connectionsPerAddress: 5_000, mintPerAddress: plenty, sendPerAddress: plenty }

type DeskParts = { clock: PacedClock; seed: number; perMinute: number }

async function deskOf(kind: DeskKind, parts: DeskParts): Promise<{ desk: DeskSide; calls: readonly Request[] }> {
  if (kind === 'freshchat') {
    const freshchat = await startFreshchat(parts)
    return { desk: freshchatSide(freshchat), calls: freshchat.requests }
  }
  // Its router is out too: it archives nothing in which only the outage keeps people silent.
  const livechat = await startLivechat({ ...parts, maxChats: 0, archiveAfter: null })
  return { desk: livechatSide(livechat), calls: livechat.requests }
}

/** JSON is YAML. */
function filesOf(desk: DeskSide, site: string, origin: string): { site: string; bot: string } {
  const file = {
    ...{ site, name: site, origins: [origin] },
    bot: { kind: 'script', file: 'bot.yaml' },
    // Whoever is not helped yet when the desk goes out waits on.
    handoff: { desk: 'support', wait: '10800s', afterResolve: 'bot' },
    desks: { support: desk.entry() },
  }
  return { site: JSON.stringify(file), bot: JSON.stringify({ greeting: 'Hello!', fallback: 'Sorry?' }) }
}

const heldUpBy = (clock: PacedClock, outgoing: Outgoing & { close(): Promise<void> }) => ({
  call: (request: Parameters<Outgoing['call']>[0]) => clock.during(outgoing.call(request)),
  close: () => outgoing.close(),
})
