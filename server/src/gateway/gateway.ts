import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { ConversationId, Generation, SiteId, Time } from '@baton/shared/ids.ts'
import { type Answer, livePath, type WireError, limits as wire } from '@baton/shared/protocol.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Logger } from 'pino'
import { Server } from 'socket.io'
import type { Bell } from '../bell/bell.ts'
import type { Clock, Random } from '../clock.ts'
import type { Files } from '../files/files.ts'
import type { Metrics } from '../metrics.ts'
import type { Record } from '../record.ts'
import type { Registry } from '../site/registry.ts'
import { type Log, StoreTrouble, type Visitors } from '../store/store.ts'
import { act } from './act.ts'
import { createAdmission, introduce, siteOf } from './admission.ts'
import { answering, listening, refusal, soon } from './answering.ts'
import { createBatches } from './batches.ts'
import { catchUp } from './catch-up.ts'
import { createCrowd } from './crowd.ts'
import { createFanOut } from './fan-out.ts'
import { fileLink } from './file-link.ts'
import {
  actFrame,
  attachFrame,
  catchUpFrame,
  fileLinkFrame,
  helloFrame,
  mailTranscriptFrame,
  olderFrame,
  respondFrame,
  seenFrame,
  sendFrame,
  typingFrame,
} from './frames.ts'
import { hello } from './hello.ts'
import { createHistory } from './history.ts'
import { createLimits, defaultLimits, type GatewayLimits } from './limits.ts'
import { createTranscriptMail, type SendMail } from './mail-transcript.ts'
import { older } from './older.ts'
import { respond } from './respond.ts'
import { seen } from './seen.ts'
import { send } from './send.ts'
import { attach } from './send-file.ts'
import { type LiveSocket, Session } from './session.ts'
import { type PicturePath, statusOf } from './status.ts'
import { isKnown, type Known } from './store-input.ts'
import { typing } from './typing.ts'
import { createVisibleHistory } from './visible-history.ts'

/** The visitors' side of the server: Socket.IO at /live. */
export interface Gateway {
  /** Any conversation may have news: what a poll found, or after a gap. */
  look(ids: ConversationId[]): void
  sockets(): number
  /** Says goodbye to everybody, gives that a moment to leave, and closes all sockets. */
  close(): Promise<void>
}

export type GatewayParts = {
  server: HttpServer
  log: Log
  visitors: Visitors
  generation: Generation
  record: Record
  bell: Bell
  registry: Registry
  clock: Clock
  random: Random
  newId: () => string
  logger: Logger
  metrics: Metrics
  picturePath: PicturePath
  /** Tells the desk that holds a conversation what passes; best effort. */
  signal: (conversation: ConversationId, what: Passing | { seen: Time }) => Promise<void>
  files: Pick<Files, 'attach' | 'attached' | 'link'>
  lookedAt?: Parameters<typeof createFanOut>[0]['lookedAt']
  addressOf: (request: IncomingMessage) => string
  /** Our own public origin: the demo page's. */
  own: string
  limits?: Partial<GatewayLimits>
  /** Sends mail in a site's name (`of` null: that site sends none); `digits`: six that nobody can guess. */
  mail?: { of: (site: SiteId) => SendMail | null; digits: () => string }
}

/** Between these two everybody comes back after a goodbye, so that they do not all come at once. */
const backAfter = { least: 500, most: 5_000 }
/** Long enough for a goodbye to reach the network. */
const goodbyeLeaves = 100

export function createGateway(parts: GatewayParts): Gateway {
  const { log, registry, bell, clock, logger, metrics, random } = parts
  const rates: GatewayLimits = { ...defaultLimits, ...parts.limits }
  const admission = createAdmission({ registry, addressOf: parts.addressOf, own: parts.own, limits: rates })
  const history = createHistory(log)
  const batches = createBatches({
    log,
    generation: parts.generation,
    status: (now) =>
      statusOf(now, { desks: (registry.policy(now.site)?.desks.length ?? 0) > 0, picturePath: parts.picturePath }),
  })
  const fanOut = createFanOut({
    log,
    batches,
    history,
    clock,
    logger,
    ...(parts.lookedAt ? { lookedAt: parts.lookedAt } : {}),
  })
  const given = { ...parts, batches, history, fanOut, limits: createLimits(rates, clock) }

  const crowd = createCrowd({ random })
  const mailTranscript = createTranscriptMail({
    ...given,
    visibleHistory: createVisibleHistory(log),
    mail: parts.mail?.of ?? (() => null),
    digits: parts.mail?.digits ?? (() => ''),
  })

  const io = new Server(parts.server, {
    path: livePath,
    serveClient: false,
    allowEIO3: false,
    transports: ['polling', 'websocket'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: wire.frame,
    pingInterval: 10_000,
    pingTimeout: 8_000,
    connectTimeout: 10_000,
    cors: (request, answer) => answer(null, { origin: admission.allowsOrigin(request as unknown as IncomingMessage) }),
    allowRequest: (request, answer) => {
      const why = admission.refuses(request)
      if (why) metrics.refusedConnections.inc({ why })
      answer(why, why === null)
    },
  })
  // allowRequest sees only the first request of a connection; the polls after it come from the same page or not at all.
  io.engine.use((request: IncomingMessage, _response: unknown, next: (error?: Error) => void) =>
    next(isFirst(request) || admission.allowsOrigin(request) ? undefined : new Error('origin')),
  )
  io.engine.on(
    'connection',
    (connection: { request: IncomingMessage; once(event: 'close', then: () => void): void }) => {
      connection.once('close', admission.enter(admission.addressOf(connection.request)))
    },
  )

  io.use((socket, next) => {
    const site = siteOf(socket.request)
    introduce(socket.handshake.auth, site, { visitors: parts.visitors, registry }).then(
      (introduced) => {
        if (!introduced.ok) return next(refusedHandshake(introduced.error))
        const session = new Session({
          socket,
          site,
          address: admission.addressOf(socket.request),
          onCut: () => metrics.cutSockets.inc(),
        })
        if (introduced.visitor && introduced.token) session.belongsTo(introduced.visitor, introduced.token)
        sessions.set(socket, session)
        next()
      },
      (error: unknown) => {
        if (!(error instanceof StoreTrouble)) logger.error({ err: error }, 'a handshake could not be handled')
        next(refusedHandshake({ code: 'unavailable', after: soon(random) }))
      },
    )
  })

  const sessions = new WeakMap<LiveSocket, Session>()
  io.on('connection', (socket: LiveSocket) => {
    const session = sessions.get(socket)
    if (!session) return void socket.disconnect(true)
    socket.on('disconnect', () => fanOut.leave(session))
    takeFrames(session)
  })

  const unhear = bell.on({ ring: fanOut.look, pass: fanOut.pass, gap: fanOut.lookAtAll })

  function takeFrames(session: Session): void {
    const known = async <T>(handle: (session: Known) => Promise<Answer<T>>): Promise<Answer<T>> =>
      isKnown(session) ? await handle(session) : refusal('otherSession', { mend: 'Say hello first.' })
    const stored = <T>(handle: (session: Known) => Promise<Answer<T>>) => crowd.through(() => known(handle))
    const knownPassing = async (handle: (session: Known) => Promise<'ok' | 'dropped'>): Promise<'ok' | 'dropped'> =>
      isKnown(session) ? await handle(session) : 'dropped'

    answering(session, 'hello', helloFrame, given, (frame) => session.inOrder(() => hello(session, frame, given)))
    answering(session, 'send', sendFrame, given, (frame) => stored((one) => send(one, frame, given)))
    answering(session, 'act', actFrame, given, (frame) => stored((one) => act(one, frame, given)))
    answering(session, 'respond', respondFrame, given, (frame) => stored((one) => respond(one, frame, given)))
    answering(session, 'mailTranscript', mailTranscriptFrame, given, (frame) =>
      known((one) => mailTranscript(one, frame)),
    )
    answering(session, 'attach', attachFrame, given, (frame) => known((one) => attach(one, frame, given)))
    answering(session, 'fileLink', fileLinkFrame, given, (frame) => known((one) => fileLink(one, frame, given)))
    answering(session, 'catchUp', catchUpFrame, given, (frame) => known((one) => catchUp(one, frame, given)))
    answering(session, 'older', olderFrame, given, (frame) => known((one) => older(one, frame, given)))
    listening(session, 'typing', typingFrame, given, (frame) => knownPassing((one) => typing(one, frame, given)))
    listening(session, 'seen', seenFrame, given, (frame) => knownPassing((one) => seen(one, frame, given)))
  }

  return {
    look(ids) {
      for (const id of ids) fanOut.look(id)
    },
    sockets: () => io.engine.clientsCount,
    async close() {
      unhear()
      for (const socket of io.sockets.sockets.values()) {
        socket.emit('goodbye', { after: Math.round(backAfter.least + (backAfter.most - backAfter.least) * random()) })
      }
      if (io.engine.clientsCount > 0) await new Promise((resolve) => setTimeout(resolve, goodbyeLeaves))
      // Not io.close(): that closes the HTTP server as well, which may still be answering somebody.
      io.disconnectSockets(true)
      io.engine.close()
    },
  }
}

const isFirst = ({ url }: IncomingMessage): boolean => !/[?&]sid=/.test(url ?? '')

/** Socket.IO hands `data` to the page, and nothing else of it. */
const refusedHandshake = (error: WireError): Error => Object.assign(new Error(error.code), { data: error })
