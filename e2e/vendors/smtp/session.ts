import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../clock.ts'
import { pause } from '../clock.ts'
import type { FaultSetting } from '../faults.ts'
import type { Certificate } from '../server.ts'
import type { FaultName, Step } from './fault-catalogue.ts'
import type { Incoming } from './incoming.ts'
import { brokenEnd, incomingMail } from './incoming.ts'
import type { Dialogue } from './login.ts'
import { beginLogin } from './login.ts'
import type { Mail } from './taken.ts'
import { taken } from './taken.ts'

/** What all sessions of one server share. */
export type World = {
  clock: Clock
  certificate: Certificate
  /** `starttls`: offered on a plain connection · `first`: TLS from the first byte · `none`. */
  tls: 'none' | 'starttls' | 'first'
  login: { user: string; pass: string } | null
  maxSize: number
  pipelining: boolean
  take(name: FaultName, step: Step): FaultSetting | null
  breach(what: string, step: Step): void
  keep(mail: Mail): void
  /** What was asked, in order; passwords are left out. */
  heard(command: string): void
}

/** One connection of RFC 5321, strict in what it takes. */
export function serveSession(connection: Socket, world: World): void {
  let socket = connection
  let buffer = ''
  let secure = world.tls === 'first'
  let greeted = false
  let offered = { tls: false, login: false }
  let user: string | null = null
  let mail: { from: string; to: string[]; eightBit: boolean } | null = null
  /** The mail that is being read; null: commands are. */
  let data: Incoming | null = null
  /** What the next line answers, while a login is under way. */
  let asked: Dialogue | null = null
  let queue = Promise.resolve()

  const time = () => new Date(world.clock.now()).toISOString()
  const say = (...lines: string[]): void => void (socket.writable && socket.write(`${lines.join('\r\n')}\r\n`))
  const wrong = (step: Step, what: string, status = 503): void => {
    world.breach(what, step)
    say(`${status} 5.5.1 ${what}`)
  }

  /** A real RST where the socket allows it: one that carries TLS does not. */
  const cut = (): void => void (socket instanceof TLSSocket ? socket.destroy() : socket.resetAndDestroy())

  listen(socket)
  queue = queue.then(() => at('CONNECT', greet))

  function listen(to: Socket): void {
    to.on('data', (chunk: Buffer) => {
      buffer += chunk.toString('latin1')
      queue = queue.then(readLines)
    })
    to.on('error', () => to.destroy())
  }

  function greet(): void {
    if (world.take('notSmtp', 'CONNECT')) return say('HTTP/1.1 400 Bad Request', 'Content-Length: 0', '')
    say('220 mail.example.com ESMTP simulator')
  }

  /** Runs a step unless a fault takes its place. */
  async function at(step: Step, work: () => void | Promise<void>): Promise<void> {
    const slow = world.take('slow', step)
    if (slow) await pause(world.clock, slow.ms ?? 0)
    if (world.take('hang', step)) return
    const drip = world.take('drip', step)
    if (drip) return await goOn(drip.ms ?? 50)
    if (world.take('drop', step)) return cut()
    const refusal = world.take('refuse', step)
    if (!refusal) return await work()
    const status = refusal.status ?? 451
    say(`${status} ${String(status)[0]}.7.0 refused <secret@example.com>`)
    if (status === 421) socket.end()
  }

  async function goOn(ms: number): Promise<void> {
    while (socket.writable) {
      say('250-still here')
      await pause(world.clock, ms)
    }
  }

  async function readLines(): Promise<void> {
    for (;;) {
      const end = buffer.indexOf('\n')
      if (end < 0) {
        if (buffer.length > 100_000) socket.destroy()
        return
      }
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + 1)
      if (data) await dataLine(line)
      else await command(line)
    }
  }

  async function dataLine(line: string): Promise<void> {
    if (data?.add(line)) await at('END', endOfMail)
  }

  async function endOfMail(): Promise<void> {
    const [incoming, envelope] = [data, mail]
    data = null
    mail = null
    if (!incoming || !envelope) return
    if (incoming.spoiled) return wrong('END', `the mail has ${incoming.spoiled}`, 550)
    if (incoming.tooBig) return say('552 5.3.4 Message too big')
    const result = taken(incoming.lines, { at: time(), secure, user, ...envelope })
    if ('wrong' in result) {
      for (const what of result.wrong) world.breach(`the mail has ${what}`, 'END')
      return say(`550 5.6.0 The mail has ${result.wrong[0]}`)
    }
    world.keep(result.mail)
    const lost = world.take('loseAnswer', 'END')
    if (lost) return lost.how === 'hang' ? undefined : cut()
    say('250 2.0.0 Queued')
  }

  async function command(given: string): Promise<void> {
    const broken = brokenEnd(given)
    const line = given.replace(/\r$/, '')
    if (broken) return wrong('CONNECT', `a command with ${broken}`, 500)
    if (asked) {
      asked = asked(line)
      return
    }
    if (line.length > 510) return wrong('CONNECT', 'a command over 512 characters', 500)
    const [verb = '', ...rest] = line.split(' ')
    const name = verb.toUpperCase()
    world.heard(name === 'AUTH' ? `AUTH ${rest[0] ?? ''}` : line)
    if (!world.pipelining && buffer !== '') world.breach('commands sent ahead, which nobody offered', 'CONNECT')
    const argument = rest.join(' ')
    switch (name) {
      case 'EHLO':
      case 'HELO':
        return await at('EHLO', () => hello(argument, name === 'EHLO'))
      case 'STARTTLS':
        return await at('STARTTLS', startTls)
      case 'AUTH':
        return await at('AUTH', () => login(rest))
      case 'MAIL':
        return await at('MAIL', () => mailFrom(argument))
      case 'RCPT':
        return await at('RCPT', () => recipient(argument))
      case 'DATA':
        return await at('DATA', beginData)
      case 'RSET':
        mail = null
        return say('250 2.0.0 OK')
      case 'NOOP':
        return say('250 2.0.0 OK')
      case 'QUIT':
        return await at('QUIT', () => {
          say('221 2.0.0 Bye')
          socket.end()
        })
      default:
        return wrong('CONNECT', 'an unknown command', 502)
    }
  }

  function hello(name: string, extended: boolean): void {
    if (!/^(\[[\w.:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/i.test(name)) return wrong('EHLO', 'EHLO without a name', 501)
    greeted = true
    mail = null
    const tls = extended && world.tls === 'starttls' && !secure && !world.take('noStartTls', 'EHLO')
    // No password over a wire that could be safe.
    offered = { tls, login: extended && world.login !== null && !tls && !world.take('noLogin', 'EHLO') }
    if (!extended) return say('250 mail.example.com')
    const offers = [
      `SIZE ${world.maxSize}`,
      '8BITMIME',
      'ENHANCEDSTATUSCODES',
      ...(world.pipelining ? ['PIPELINING'] : []),
      ...(offered.tls ? ['STARTTLS'] : []),
      ...(offered.login ? ['AUTH PLAIN LOGIN'] : []),
    ]
    say('250-mail.example.com', ...offers.map((offer, n) => `250${n === offers.length - 1 ? ' ' : '-'}${offer}`))
  }

  function startTls(): void {
    // No breach: whoever insists on it may ask for it.
    if (!offered.tls) return say('502 5.5.1 There is no STARTTLS')
    if (buffer !== '') world.breach('commands sent ahead of TLS', 'STARTTLS')
    buffer = ''
    say('220 2.0.0 Go ahead')
    const plain = socket
    plain.removeAllListeners('data')
    socket = new TLSSocket(plain, { isServer: true, ...world.certificate })
    secure = true
    greeted = false
    listen(socket)
  }

  function login([method = '', initial]: string[]): void {
    if (!greeted) return wrong('AUTH', 'AUTH before EHLO')
    if (!offered.login) return say('502 5.5.1 There is no AUTH')
    const dialogue = beginLogin(method, initial, { ask: (prompt) => say(`334 ${prompt}`), judged })
    if (dialogue === 'unknown') return wrong('AUTH', 'a login of an unknown kind', 504)
    asked = dialogue
  }

  function judged(name: string, pass: string): void {
    const right = name === world.login?.user && pass === world.login.pass && !world.take('loginRefused', 'AUTH')
    if (!right) return say(`535 5.7.8 ${name}: authentication failed`)
    user = name
    say('235 2.7.0 Welcome')
  }

  function mailFrom(argument: string): void {
    if (!greeted) return wrong('MAIL', 'MAIL before EHLO')
    if (world.login && user === null) return say('530 5.7.0 Authentication required')
    if (mail) return wrong('MAIL', 'MAIL within a mail')
    const [, from, parameters = ''] = /^FROM:<([^<>\s]*)>((?: [A-Z0-9]+=\S+)*)$/i.exec(argument) ?? []
    if (from === undefined) return wrong('MAIL', 'MAIL FROM of the wrong shape', 501)
    const announced = Number(/ SIZE=(\d+)/i.exec(parameters)?.[1] ?? 0)
    if (announced > world.maxSize) return say('552 5.3.4 Message too big')
    mail = { from, to: [], eightBit: / BODY=8BITMIME/i.test(parameters) }
    say('250 2.1.0 OK')
  }

  function recipient(argument: string): void {
    if (!mail) return say('503 5.5.1 MAIL first')
    const [, to] = /^TO:<([^<>\s@]+@[^<>\s@]+)>$/i.exec(argument) ?? []
    if (to === undefined) return wrong('RCPT', 'RCPT TO of the wrong shape', 501)
    mail.to.push(to)
    say('250 2.1.5 OK')
  }

  function beginData(): void {
    // No breach: whoever sends ahead learns only now that the sender or the receiver was refused.
    if (!mail || mail.to.length === 0) return say('503 5.5.1 No receiver')
    data = incomingMail(world.maxSize)
    say('354 End with a lone dot')
  }
}
