// For tests only; long because it is both sides of the wire: a gateway on a real HTTP server at a free port, and real Socket.IO clients.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Act, Batch, Hello, Older, OlderPage, Send, ServerEvents, Stored, Welcome } from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, SendKey, SessionId, SiteId } from '@baton/shared/ids.ts'
import { type Answer, livePath, protocol, type WireError } from '@baton/shared/protocol.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { pino } from 'pino'
import { io, type Socket } from 'socket.io-client'
import { uuidv7 } from 'uuidv7'
import { createLocalBell } from '../bell/local.ts'
import { systemClock } from '../clock.ts'
import type { AccountId } from '../conversation/ids.ts'
import type { Policy } from '../conversation/policy.ts'
import { createMetrics } from '../metrics.ts'
import { createRecord, type Record } from '../record.ts'
import type { Registry, Site } from '../site/registry.ts'
import type { Log, Visitors } from '../store/store.ts'
import { memoryLog, memoryVisitors, testGeneration } from './fakes.ts'
import { createGateway, type GatewayParts } from './gateway.ts'

export const shop = 'https://shop.example'
export const testSite = (id: string, origins = [shop]): Site => ({
  id: id as SiteId,
  version: 1,
  name: id,
  origins,
  widget: {},
  desks: {},
  transcripts: null,
  files: { visitors: true, agents: true },
})

export const testPolicy: Policy = {
  siteVersion: 1,
  bot: true,
  desks: [
    {
      name: 'support',
      account: 'freshchat:app' as AccountId,
      label: 'Support',
      otherwise: null,
      rates: false,
      steps: [],
    },
  ],
  afterWait: 'bot',
  form: [],
  rating: null,
  chooseDesk: false,
  tickets: 'none',
  notUnderstood: null,
  rules: [],
  wait: 60_000,
  afterResolve: 'bot',
  botDownText: 'Sorry.',
  noDeskText: 'Nobody there.',
  lookEvery: 60_000,
}

export const fakeRegistry = (sites: Site[], policy: Policy = testPolicy): Registry => ({
  site: (id) => sites.find((site) => site.id === id) ?? null,
  sites: () => sites,
  policy: (id) => (sites.some((site) => site.id === id) ? policy : null),
  bot: () => null,
  tickets: () => null,
  desk: () => Promise.resolve(null),
  hook: () => null,
  hookKey: () => 'key',
  desksOf: () => [],
  refresh: () => Promise.resolve(),
  onChange: () => () => {},
  close: () => Promise.resolve(),
})

/** Numbers what may be unlimited in a test that is not about limits. */
export const unlimited: GatewayParts['limits'] = Object.fromEntries(
  ['send', 'sendPerAddress', 'mintPerAddress', 'hello', 'person', 'read', 'passing'].map((name) => [
    name,
    { burst: 1_000_000, every: 1 },
  ]),
)

/** A server that keeps nothing. */
const noFiles: GatewayParts['files'] = {
  attach: async () => ({ refused: 'noFiles' }),
  attached: async () => null,
  link: async () => null,
}

export type RigParts = Partial<
  Pick<
    GatewayParts,
    'limits' | 'clock' | 'registry' | 'signal' | 'addressOf' | 'random' | 'picturePath' | 'mail' | 'files'
  >
> & {
  log?: Log
  visitors?: Visitors
  policy?: Policy
  /** Stands between the gateway and the real record. */
  around?: (record: Record) => Record
}

export async function startRig(parts: RigParts = {}) {
  const log = parts.log ?? memoryLog()
  const bell = createLocalBell()
  const clock = parts.clock ?? systemClock
  const registry =
    parts.registry ?? fakeRegistry([testSite('acme'), testSite('other', ['https://other.example'])], parts.policy)
  const record = createRecord({
    log,
    bell,
    clock,
    policy: (site) => registry.policy(site) ?? testPolicy,
    newId: uuidv7,
    wake: () => {},
  })
  const server = createServer()
  const metrics = createMetrics()
  const lines: string[] = []
  const gateway = createGateway({
    server,
    log,
    visitors: parts.visitors ?? memoryVisitors(),
    generation: testGeneration,
    record: parts.around ? parts.around(record) : record,
    bell,
    registry,
    clock,
    random: parts.random ?? Math.random,
    newId: uuidv7,
    logger: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    metrics,
    picturePath: parts.picturePath ?? ((conversation, agent) => `/files/agents/${conversation}/${agent}/mac`),
    files: parts.files ?? noFiles,
    signal: parts.signal ?? (() => Promise.resolve()),
    addressOf: parts.addressOf ?? ((request) => request.socket.remoteAddress ?? ''),
    own: 'https://chat.example',
    ...(parts.mail ? { mail: parts.mail } : {}),
    limits: { ...unlimited, ...parts.limits },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clients = new Set<Client>()

  async function join(given: JoinGiven = {}): Promise<Client> {
    const client = await connect(url, given)
    clients.add(client)
    return client
  }

  return {
    url,
    log,
    bell,
    record,
    gateway,
    metrics,
    lines,
    join,
    async close() {
      for (const client of clients) client.socket.disconnect()
      await gateway.close()
      server.close()
      server.closeAllConnections()
      await bell.close()
    },
  }
}
export type Rig = Awaited<ReturnType<typeof startRig>>

export type JoinGiven = {
  token?: string | null
  site?: string
  origin?: string | null
  transport?: 'websocket' | 'polling'
  protocol?: number
  authSite?: string
  headers?: { [name: string]: string }
}

/** A browser's tab, as far as the wire goes. `socket.emit` reaches the server as it is, whatever it is. */
export type Client = {
  socket: Socket<ServerEvents, { [name: string]: (...args: unknown[]) => void }>
  batches: Batch[]
  passings: Passing[]
  goodbyes: { after: number }[]
  /** From the last welcome. */
  session: SessionId
  token: string | null
  conversation: ConversationId
  ask(name: string, ...args: unknown[]): Promise<unknown>
  hello(cursor?: Cursor | null, more?: Partial<Hello>): Promise<Welcome>
  say(text: string, key?: string): Promise<Answer<Stored>>
  act(action: Act['action'], key?: string): Promise<Answer<Stored>>
  send(frame: Partial<Send>): Promise<Answer<Stored>>
  catchUp(cursor: Cursor): Promise<Answer<{ batch: Batch }>>
  older(frame: Older): Promise<Answer<{ page: OlderPage }>>
}

export class Refused extends Error {
  readonly data: WireError | undefined
  constructor(message: string, data: WireError | undefined) {
    super(message)
    this.data = data
  }
}

export const newKey = (): SendKey => uuidv7().replaceAll('-', '') as SendKey

export async function connect(url: string, given: JoinGiven): Promise<Client> {
  const { site = 'acme', origin = shop, transport = 'websocket' } = given
  const socket: Client['socket'] = io(url, {
    path: livePath,
    transports: [transport],
    query: { site },
    auth: { protocol: given.protocol ?? protocol, site: given.authSite ?? site, token: given.token ?? null },
    extraHeaders: { ...(origin === null ? {} : { origin }), ...given.headers },
    reconnection: false,
    forceNew: true,
  })
  const client: Client = {
    socket,
    batches: [],
    passings: [],
    goodbyes: [],
    session: '' as SessionId,
    token: given.token ?? null,
    conversation: '' as ConversationId,
    ask: (name, ...args) => socket.timeout(5_000).emitWithAck(name, ...args),
    async hello(cursor = null, more = {}) {
      const welcome = (await client.ask('hello', { cursor, ...more })) as Answer<Welcome>
      if (!welcome.ok) throw new Refused('hello', welcome.error)
      client.session = welcome.session
      client.token = welcome.token ?? client.token
      client.conversation = welcome.batch.conversation
      return welcome
    },
    say: (text, key = newKey()) => client.send({ key: key as SendKey, text }),
    act: (action, key = newKey()) =>
      client.ask('act', { session: client.session, key, action }) as Promise<Answer<Stored>>,
    send: (frame) =>
      client.ask('send', { session: client.session, key: newKey(), ...frame }) as Promise<Answer<Stored>>,
    catchUp: (cursor) => client.ask('catchUp', { cursor }) as Promise<Answer<{ batch: Batch }>>,
    older: (frame) => client.ask('older', frame) as Promise<Answer<{ page: OlderPage }>>,
  }
  socket.on('batch', (batch) => client.batches.push(batch))
  socket.on('passing', (passing) => client.passings.push(passing))
  socket.on('goodbye', (goodbye) => client.goodbyes.push(goodbye))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('connect_error', (error) => {
      socket.disconnect()
      reject(new Refused(error.message, (error as Error & { data?: WireError }).data))
    })
  })
  return client
}

/** Waits for a fact. */
export async function eventually(fact: () => void | Promise<void>, within = 3_000): Promise<void> {
  const until = Date.now() + within
  for (;;) {
    try {
      return await fact()
    } catch (error) {
      if (Date.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}
