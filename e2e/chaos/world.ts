import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Json, Time } from '@baton/shared/ids.ts'
import { scriptKind } from '../../server/src/bot/script/parse.ts'
import type { Clock } from '../../server/src/clock.ts'
import { fold } from '../../server/src/conversation/fold.ts'
import { freshchatKind } from '../../server/src/desk/freshchat/kind.ts'
import { livechatKind } from '../../server/src/desk/livechat/kind.ts'
import { openStore, type StoreAt } from '../../server/src/store/open.ts'
import type { Store } from '../../server/src/store/store.ts'
import type { DeskKind } from '../drive/desk-kinds.ts'
import type { DeskSide } from '../drive/desk-side.ts'
import { createDice, type Dice } from '../drive/dice.ts'
import { fastClock } from '../drive/fast-clock.ts'
import { applySite, hookUrl, siteWith } from '../drive/site-setup.ts'
import { freshDatabase } from '../postgres.ts'
import type { BrokenName } from './broken/broken.ts'
import { type DeskFaults, startDesk } from './desks.ts'
import type { StorePlace } from './owing.ts'
import { type Seat, takeSeat } from './seat.ts'

export type WorldOptions = {
  seed: number
  engine?: 'sqlite' | 'postgres'
  broken?: BrokenName | null
  /** How many times as fast as real its clock runs. */
  speed?: number
  servers?: number
  /** Default: freshchat. */
  deskKind?: DeskKind
  /** LiveChat: whether its router gives chats to whoever is free; default: they wait until an agent takes them. */
  router?: boolean
  site?: { wait?: string; more?: { [key: string]: Json } }
}

/** All that a trial needs: a desk, servers on one store, and lasting addresses before them. */
export interface World {
  readonly dice: Dice
  readonly desk: DeskSide
  /** Its own troubles, by their names. */
  readonly faults: DeskFaults
  readonly seats: Seat[]
  readonly site: string
  readonly origin: string
  readonly secrets: string[]
  /** The time that servers and desk have. */
  now(): Time
  /** How many of its milliseconds pass in one of ours. */
  readonly speed: number
  readonly place: StorePlace
  /** The store, when no server has it any more. */
  open(): Promise<Store>
  close(): Promise<void>
}

/** Fast enough that a minute is seconds, slow enough that a busy machine is not taken for a dead desk. */
const usualSpeed = 15

export async function createWorld(options: WorldOptions): Promise<World> {
  const { seed, engine = 'sqlite', broken = null, speed = usualSpeed, servers = 1 } = options
  const { deskKind = 'freshchat', router = false } = options
  const dice = createDice(seed)
  const pace = { epoch: Date.now(), speed }
  const clock = fastClock(pace)
  const folder = await mkdtemp(path.join(tmpdir(), 'baton-chaos-'))
  const database = engine === 'postgres' ? await freshDatabase() : null
  const at: StoreAt = database ? { url: database.url } : { data: folder }
  const secretKey = randomBytes(32).toString('base64')
  const site = 'acme'
  const origin = 'https://www.acme.test'
  const { desk, faults } = await startDesk(deskKind, { clock, seed, router })
  const open = () => openStore(at, { clock: clock as Clock, random: dice.fork('store').fraction, fold })

  const store = await open()
  const files = siteWith(desk, { site, origins: [origin], ...options.site })
  await applySite(
    store,
    { bots: { script: scriptKind }, desks: { freshchat: freshchatKind, livechat: livechatKind } },
    secretKey,
    files,
    desk.secrets,
  )
  await store.close()

  const seats = await Promise.all(
    Array.from({ length: servers }, (_, n) =>
      takeSeat({ store: at, pace, seed: seed + n, secretKey, owner: `server-${n + 1}`, broken }),
    ),
  )
  const [first] = seats
  if (first) desk.hooks.to(hookUrl(secretKey, first.hooks.address, site))

  return {
    dice,
    desk,
    faults,
    seats,
    site,
    origin,
    secrets: [...Object.values(desk.secrets), secretKey],
    now: () => clock.now() as Time,
    speed,
    place: database ? { url: database.url } : { file: path.join(folder, 'baton.db') },
    open,
    async close() {
      await Promise.all(seats.map((seat) => seat.close()))
      await desk.stop()
      await database?.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
