import { randomBytes } from 'node:crypto'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { seededChance } from '../chance.ts'
import type { Clock } from '../clock.ts'
import { systemClock } from '../clock.ts'
import type { Faults as FaultsNamed } from '../faults.ts'
import { faultSwitches } from '../faults.ts'
import { selfSigned } from '../self-signed.ts'
import { watchers } from '../watchers.ts'
import type { FaultName, Step } from './fault-catalogue.ts'
import { catalogue } from './fault-catalogue.ts'
import type { World } from './session.ts'
import { serveSession } from './session.ts'
import type { Mail } from './taken.ts'

export type SmtpOptions = {
  /** Default 0: a free one. The same port is taken again by `start()` after `stop()`. */
  port?: number
  /** Default 'none'. */
  tls?: World['tls']
  /** Default: a fresh user and password; null: nobody has to sign in. */
  login?: { user: string; pass: string } | null
  /** Bytes of a mail. Default 10 MiB. */
  maxSize?: number
  /** Whether commands may be sent ahead. Default true. */
  pipelining?: boolean
  seed?: number
  clock?: Clock
}

export type { Step } from './fault-catalogue.ts'
export type { Mail } from './taken.ts'
export type Faults = FaultsNamed<FaultName>
export type SmtpBreach = { at: string; what: string; where: Step }

/** A mail server on the loopback that sends nothing on: it keeps what it takes, and takes only what is right. */
export interface Smtp {
  /** With user and password: `smtp://user:password@127.0.0.1:2525`, or smtps. */
  readonly url: string
  readonly port: number
  readonly login: { user: string; pass: string } | null
  /** PEM of its own certificate, for whoever wants to trust it. */
  readonly ca: string
  /** Oldest first; the same mail twice is here twice. */
  readonly mails: Mail[]
  /** What was asked, without passwords. */
  readonly commands: string[]
  /** What a client did that RFC 5321 and 5322 do not allow; it was also refused. */
  readonly breaches: SmtpBreach[]
  readonly faults: Faults
  /** Calls `changed` whenever a mail came or a fault was switched; the returned function stops that. */
  watch(changed: () => void): () => void
  start(): Promise<void>
  /** Cuts every connection and leaves nothing open. */
  stop(): Promise<void>
}

export async function startSmtp(options: SmtpOptions = {}): Promise<Smtp> {
  const clock = options.clock ?? systemClock()
  const { changed, watch } = watchers()
  const faults = faultSwitches(catalogue, seededChance(options.seed ?? 1), changed)
  const login =
    options.login === undefined
      ? { user: 'baton@example.com', pass: randomBytes(12).toString('base64url') }
      : options.login
  const tls = options.tls ?? 'none'
  const certificate = selfSigned()
  const mails: Mail[] = []
  const breaches: SmtpBreach[] = []
  const commands: string[] = []
  const open = new Set<Socket>()
  let port = options.port ?? 0
  let server: Server | null = null

  const world: World = {
    clock,
    certificate,
    tls,
    login,
    maxSize: options.maxSize ?? 10_485_760,
    pipelining: options.pipelining ?? true,
    take: (name, step) => faults.take(name, step),
    breach: (what, where) => void breaches.push({ at: new Date(clock.now()).toISOString(), what, where }),
    keep(mail) {
      mails.push(mail)
      changed()
    },
    heard: (command) => void commands.push(command),
  }

  function serve(socket: Socket): void {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    serveSession(socket, world)
  }

  const it: Smtp = {
    get url() {
      const who = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@` : ''
      return `${tls === 'first' ? 'smtps' : 'smtp'}://${who}127.0.0.1:${port}`
    },
    get port() {
      return port
    },
    login,
    ca: certificate.cert,
    mails,
    commands,
    breaches,
    faults,
    watch,
    async start() {
      if (server) return
      const starting = tls === 'first' ? createSecureServer(certificate, serve) : createServer(serve)
      // A client that trusts no certificate of ours just goes away.
      starting.on('tlsClientError', () => {})
      await new Promise<void>((resolve, reject) => {
        starting.once('error', reject)
        starting.listen(port, '127.0.0.1', resolve)
      })
      port = (starting.address() as AddressInfo).port
      server = starting
    },
    async stop() {
      const stopping = server
      if (!stopping) return
      server = null
      const closed = new Promise((resolve) => stopping.close(resolve))
      for (const socket of open) socket.destroy()
      await closed
    },
  }
  await it.start()
  return it
}
