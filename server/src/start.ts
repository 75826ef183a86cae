import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Ms, SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import { uuidv7 } from 'uuidv7'
import type { Bell } from './bell/bell.ts'
import { spreadNet } from './bell/net.ts'
import type { Clock, Random } from './clock.ts'
import type { Config } from './config.ts'
import type { Consent } from './consent.ts'
import type { AccountId, DeskName } from './conversation/ids.ts'
import type { KeptFiles } from './desk/desk.ts'
import { type ConnectParts, createConnect } from './desk/livechat/connect.ts'
import { createDeskMemory } from './desk/memory.ts'
import { createFiles } from './files/create.ts'
import { createGateway } from './gateway/gateway.ts'
import type { GatewayLimits } from './gateway/limits.ts'
import { createForward, type Forward } from './http/forward.ts'
import { createHttp } from './http/http.ts'
import { createHttpServer } from './http/http-server.ts'
import { createPicturePaths } from './http/picture-paths.ts'
import { createRefusedOrigins, type RefusedOrigins } from './http/refused-origins.ts'
import { createMetrics, gauge, type Metrics } from './metrics.ts'
import type { Outcome } from './outcome.ts'
import type { Outgoing } from './outgoing.ts'
import type { Sealer } from './secrets.ts'
import type { Kinds } from './site/kinds.ts'
import { createRegistry, type LiveRegistry } from './site/live-registry.ts'
import { simulatedDesks } from './site/simulated-desks.ts'
import { createInside } from './start-inside.ts'
import { type Store, StoreTrouble } from './store/store.ts'

/** The adapters and the set-up of one server. Whoever starts it has opened them, and they are closed with it. */
export type StartParts = {
  config: Pick<Config, 'port' | 'host' | 'publicUrl' | 'trustProxy' | 'demo'> &
    Partial<Pick<Config, 'smtpUrl' | 'fileScanner'>>
  sealer: Sealer
  store: Store
  bell: Bell
  outgoing: Outgoing & { close(): Promise<void> }
  kinds: Kinds
  clock: Clock
  random: Random
  logger: Logger
  /** Names this process among those that claim. The same after a restart where there is only one: then it inherits from its former self. */
  owner: string
  /** Where the build has put the widget. */
  widgetFolder: string
  limits?: Partial<GatewayLimits>
  /** Sends one mail from an address of the site's own; left out: there is no mail server. */
  mail?: {
    send: (from: string, mail: { to: string; subject: string; text: string }) => Promise<Outcome>
    digits: () => string
  }
  /** When a call in doubt is looked for, and how often an open stay is. */
  lookUps?: readonly Ms[]
  lookEvery?: Ms
  /** How long a claim is another server's when nothing is heard of it, by the store's own clock. Longer than the longest call. */
  lease?: Ms
}

/** A server that takes visitors. */
export interface Running {
  readonly port: number
  readonly registry: LiveRegistry
  readonly consent: Consent
  readonly forward: Forward
  readonly refusedOrigins: RefusedOrigins
  /** The outbox has something new that nobody here has written. */
  wake(): void
  /** Finishes what it holds, at most so long, and leaves nothing open. */
  stop(within: Ms): Promise<void>
}

// Going on would learn anew, and so overwrite, what desks told under the right key.
const otherKey =
  'the stored secrets were sealed with another BATON_SECRET_KEY. Start with that one; to change it, write the new one before it: new,old. A folder where npm start ran is sealed with the demo’s own: give BATON_DATA another.'

export async function startServer(parts: StartParts): Promise<Running> {
  const { config, sealer, store, bell, outgoing, clock, random, logger, owner } = parts
  const { log, desks } = store
  const own = config.publicUrl
  const metrics = createMetrics()
  const memoryOf = (account: AccountId) => createDeskMemory({ desks, account, sealer, owner })
  // Desks take their files from here, and it takes theirs from desks.
  const keptFiles: KeptFiles = { read: (url) => files.read(url) }
  const registry = createRegistry({
    ...{ store, sealer, memoryOf, clock, random },
    ...{ kinds: parts.kinds, publicUrl: own, http: outgoing, log: logger },
    smtpUrl: config.smtpUrl ?? null,
    files: keptFiles,
    ...(parts.lookEvery ? { lookEvery: parts.lookEvery } : {}),
  })
  await registry.refresh()
  if (registry.secrets.sealedOtherwise()) throw new StoreTrouble(otherKey, false)
  const files = createFiles({
    ...{ rows: store.files, sealer, clock, random, logger, owner, outgoing, desksOf: registry.desksOf },
    allows: (site) => registry.site(site)?.files ?? { visitors: false, agents: true },
    scanner: config.fileScanner ?? null,
  })
  const inside = createInside({ ...parts, registry, files, metrics, memoryOf })
  const { record, inbox, courier, signal, lookedAt } = inside

  const consent = createConnect({
    ...{ memoryOf, http: outgoing, clock, log: logger },
    redirectUri: `${own}/oauth/livechat`,
    ...connectsTo(registry),
  })
  let leaving = false
  const picturePaths = createPicturePaths(sealer)
  const forward = createForward({ outgoing, clock, logger })
  const refusedOrigins = createRefusedOrigins(logger)
  const { app, addressOf } = createHttp({
    ...{ registry, inbox, log, files, consent, forward, picturePaths, outgoing, clock, logger, metrics, own },
    refusedOrigins,
    probe: () => store.probe(),
    isLeaving: () => leaving,
    trustProxy: config.trustProxy,
    metricsToken: null,
    demo: config.demo,
    simulated: (site) => simulatedDesks(registry.file(site)?.desks),
    widgetFolder: parts.widgetFolder,
  })
  const server = createHttpServer(app)
  const gateway = createGateway({
    ...{ server, log, record, bell, registry, files, clock, random, logger, metrics, signal, lookedAt, addressOf, own },
    visitors: store.visitors,
    generation: store.generation,
    newId: uuidv7,
    picturePath: picturePaths.path,
    ...(parts.limits ? { limits: parts.limits } : {}),
    ...(parts.mail ? { mail: mailOf(parts.mail, registry) } : {}),
  })
  const foldNet = spreadNet({ log, clock, logger, found: gateway.look })
  measure(metrics, gateway.sockets, store, clock)

  files.start()
  await inside.start()
  await listen(server, config.port, config.host)

  return {
    port: (server.address() as AddressInfo).port,
    registry,
    consent,
    forward,
    refusedOrigins,
    wake: courier.wake,
    async stop(within) {
      leaving = true
      const closed = new Promise((resolve) => server.close(resolve))
      await gateway.close()
      foldNet()
      await inside.stop(within)
      await files.stop()
      server.closeAllConnections()
      await closed
      await registry.close()
      await bell.close()
      await outgoing.close()
      await store.close()
    },
  }
}

function mailOf({ send, digits }: NonNullable<StartParts['mail']>, registry: LiveRegistry) {
  const of = (id: SiteId) => {
    const from = registry.site(id)?.transcripts?.from
    return from === undefined ? null : (mail: Parameters<typeof send>[1]) => send(from, mail)
  }
  return { of, digits }
}

/** A site's LiveChat desks, as connecting needs them. */
function connectsTo(registry: LiveRegistry): Pick<ConnectParts, 'desk' | 'secret' | 'learn'> {
  const entryOf = (site: SiteId, name: DeskName) => {
    const desks = registry.file(site)?.desks ?? {}
    const entry = Object.hasOwn(desks, name) ? desks[name] : undefined
    return entry?.kind === 'livechat' ? entry : null
  }
  return {
    desk(site, name) {
      const entry = entryOf(site, name)
      return entry && { entry, account: registry.account(entry) }
    },
    secret: registry.secrets.value,
    async learn(site, name, account) {
      const entry = entryOf(site, name)
      if (entry) await registry.learnAccount(entry, account)
    },
  }
}

function measure(metrics: Metrics, sockets: () => number, { outbox }: Pick<Store, 'outbox'>, { now }: Clock): void {
  gauge(metrics, 'baton_sockets', 'Connected widgets.', sockets)
  gauge(metrics, 'baton_outbox_waiting', 'Deliveries that wait or are under way.', async () => {
    const { waiting, claimed } = await outbox.counts()
    return waiting + claimed
  })
  gauge(metrics, 'baton_message_waits_seconds', 'How long the oldest message to a desk has waited.', async () => {
    const [oldest] = await outbox.overdue(now(), 1)
    return oldest ? Math.max(0, (now() - oldest.madeAt) / 1_000) : 0
  })
  gauge(metrics, 'baton_accounts_out', 'Accounts of desks that take nothing for now.', async () => {
    return (await outbox.gates()).filter(({ until }) => until > now()).length
  })
  gauge(metrics, 'baton_outbox_buried', 'Dead letters.', async () => (await outbox.counts()).buried)
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw listenTrouble(error, port)
  }
}

/** In an owner's words; a `syscall` says that it is theirs to mend. */
function listenTrouble(error: unknown, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return error
  const why =
    code === 'EADDRINUSE'
      ? `port ${port} is taken: another program listens there, perhaps another Baton. End it, or set PORT to another`
      : `this user may not listen on port ${port}. Set PORT to one above 1023`
  return Object.assign(new Error(why), { code, syscall: 'listen' })
}
