// @vitest-environment node
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { livePath } from '@baton/shared/protocol.ts'
import { Server, type Socket } from 'socket.io'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { browserChance } from '../browser/chance.ts'
import { browserClock } from '../browser/clock.ts'
import type { Connection } from './connection.ts'
import type { OpenPipe } from './pipe.ts'
import { openPollingPipe } from './polling-pipe.ts'
import { socketConnection } from './socket-connection.ts'
import { openWebSocketPipe } from './websocket-pipe.ts'

const eventually = vi.waitFor
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** The real Socket.IO server, with its own timers shortened where a test waits for them. */
async function serve(port = 0, options: object = {}) {
  const http: HttpServer = createServer()
  const io = new Server(http, {
    path: livePath,
    cors: { origin: '*' },
    pingInterval: 200,
    pingTimeout: 200,
    ...options,
  })
  const sockets: Socket[] = []
  io.on('connection', (socket) => {
    sockets.push(socket)
    socket.on('send', (frame, answer) => answer({ ok: true, conversation: 'c', seq: frame.text.length }))
    socket.on('act', () => {})
    socket.on('typing', (frame) => socket.emit('passing', { kind: 'typing', by: 'bot', on: frame.on }))
  })
  await new Promise<void>((done) => http.listen(port, '127.0.0.1', done))
  const stop = () =>
    new Promise<void>((done) => {
      void io.close(() => done())
      http.closeAllConnections()
    })
  closing.push(stop)
  return { io, http, sockets, stop, port: (http.address() as AddressInfo).port }
}

function connect(port: number, transports?: OpenPipe[], token: string | null = null) {
  const heard: unknown[] = []
  const line = socketConnection({
    ...{ origin: `http://127.0.0.1:${port}`, site: 'acme', clock: browserClock, chance: browserChance },
    ...(transports && { transports }),
  })
  line.listen({
    up: () => heard.push('up'),
    down: () => heard.push('down'),
    refused: (error) => heard.push(error),
    batch: (batch) => heard.push(['batch', batch]),
    passing: (passing) => heard.push(['passing', passing]),
    goodbye: (after, app) => heard.push(['goodbye', after, app]),
  })
  closing.push(() => line.close())
  line.open(() => token)
  return { line, heard }
}
const say = (line: Connection, text: string) => line.send({ session: 's', key: 'k', text } as never)

describe.each([
  ['WebSocket', openWebSocketPipe],
  ['polling', openPollingPipe],
] as const)('over %s', (_, transport) => {
  it('introduces itself, asks and is answered, tells and is told', async () => {
    const { io, sockets, port } = await serve()
    const { line, heard } = connect(port, [transport], 'token')
    await eventually(() => expect(heard).toEqual(['up']))
    expect(sockets[0]?.handshake.auth).toEqual({ protocol: 1, site: 'acme', token: 'token' })
    expect(sockets[0]?.handshake.query.site).toBe('acme')
    expect(sockets[0]?.handshake.url).not.toContain('token')
    expect(await say(line, 'hello')).toEqual({ ok: true, conversation: 'c', seq: 5 })
    line.typing(true)
    io.emit('batch', { after: 0 })
    io.emit('goodbye', { after: 5 })
    io.emit('somethingNew', {})
    await eventually(() => expect(heard).toHaveLength(4))
    expect(heard).toContainEqual(['passing', { kind: 'typing', by: 'bot', on: true }])
    expect(heard).toContainEqual(['goodbye', 5, null])
  })

  it('carries long texts, and many at once in their order', async () => {
    const { port } = await serve()
    const { line, heard } = connect(port, [transport])
    await eventually(() => expect(heard).toEqual(['up']))
    const texts = Array.from({ length: 12 }, (_, nth) => '日'.repeat(8_000 - nth))
    const answers = await Promise.all(texts.map((text) => say(line, text)))
    expect(answers.map((answer) => answer !== 'lost' && answer.ok && answer.seq)).toEqual(
      texts.map(({ length }) => length),
    )
  })

  it('stands through many heartbeats', async () => {
    const { port, sockets } = await serve(0, { pingInterval: 20 })
    const { line, heard } = connect(port, [transport])
    let beats = 0
    await eventually(() => expect(sockets).toHaveLength(1))
    sockets[0]?.conn.on('heartbeat', () => beats++)
    await eventually(() => expect(beats).toBeGreaterThan(10))
    expect(await say(line, 'hi')).toMatchObject({ ok: true })
    expect(heard).toEqual(['up'])
  })

  it('says why it was refused, and rests', async () => {
    const { io, port } = await serve()
    io.use((_, next) => next(Object.assign(new Error('no'), { data: { code: 'unknownToken' } })))
    const { line, heard } = connect(port, [transport], 'old')
    await eventually(() => expect(heard).toEqual([{ code: 'unknownToken' }]))
    line.reopen()
    await eventually(() => expect(heard).toHaveLength(2))
  })

  it('notices that the server is gone, calls what it asked lost, and comes back with it', async () => {
    const first = await serve()
    const { line, heard } = connect(first.port, [transport])
    await eventually(() => expect(heard).toEqual(['up']))
    const asked = line.act({ session: 's', key: 'k', action: 'leave' } as never)
    await first.stop()
    expect(await asked).toBe('lost')
    expect(await say(line, 'nobody hears')).toBe('lost')
    await serve(first.port)
    await eventually(() => expect(heard.at(-1)).toBe('up'), 5_000)
    expect(await say(line, 'back')).toMatchObject({ ok: true })
  })

  it('comes back when the server hangs up on it', async () => {
    const { sockets, port } = await serve()
    const { heard } = connect(port, [transport])
    await eventually(() => expect(sockets).toHaveLength(1))
    sockets[0]?.disconnect(true)
    await eventually(() => expect(heard).toEqual(['up', 'down', 'up']), 5_000)
  })

  it('is known to have left as soon as it is closed', async () => {
    const { io, sockets, port } = await serve(0, { pingInterval: 60_000, pingTimeout: 60_000 })
    const { line, heard } = connect(port, [transport])
    await eventually(() => expect(sockets).toHaveLength(1))
    line.close()
    await eventually(() => expect(io.engine.clientsCount).toBe(0))
    expect(heard).toEqual(['up', 'down'])
  })

  it('notices a line that has gone silent', async () => {
    const { io, port } = await serve(0, { pingInterval: 50, pingTimeout: 50 })
    // The server's end stays, but nothing comes out of it any more, not even a first ping.
    io.on('connection', ({ conn }) => Object.assign(conn, { sendPacket: () => {} }))
    const { heard } = connect(port, [transport])
    await eventually(() => expect(heard[1]).toBe('down'), 5_000)
  })
})

describe('over whichever works', () => {
  it('does not begin again while a try is under way, however often it is nudged', () => {
    const silent = vi.fn<OpenPipe>(() => ({ send: () => {}, close: () => {} }))
    const { line } = connect(0, [silent])
    line.nudge()
    line.nudge()
    line.open(() => null)
    expect(silent).toHaveBeenCalledTimes(1)
    line.reopen()
    expect(silent).toHaveBeenCalledTimes(2)
  })

  it('takes polling where WebSocket is refused, at once', async () => {
    const { io, port } = await serve(0, { transports: ['polling'] })
    const { heard } = connect(port)
    await eventually(() => expect(heard).toEqual(['up']))
    expect([...io.sockets.sockets.values()][0]?.conn.transport.name).toBe('polling')
  })

  it('tries the one that worked first the next time', async () => {
    const tried: string[] = []
    const named =
      (name: string, open: OpenPipe): OpenPipe =>
      (...given) => {
        tried.push(name)
        return open(...given)
      }
    const { port, sockets } = await serve(0, { transports: ['polling'] })
    connect(port, [named('websocket', openWebSocketPipe), named('polling', openPollingPipe)])
    await eventually(() => expect(sockets).toHaveLength(1))
    sockets[0]?.disconnect(true)
    await eventually(() => expect(sockets).toHaveLength(2), 5_000)
    expect(tried).toEqual(['websocket', 'polling', 'polling'])
  })

  it('takes a Wi-Fi’s sign-in page for no connection, and does not storm it', async () => {
    let asked = 0
    const http = createServer((_, answer) => {
      asked++
      answer.end('<html>Please sign in to the Wi-Fi</html>')
    })
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
    closing.push(() => {
      http.closeAllConnections()
      http.close()
    })
    const { heard } = connect((http.address() as AddressInfo).port, [openPollingPipe])
    await eventually(() => expect(heard).toEqual(['down', 'down']), 5_000)
    expect(asked).toBe(2)
  })
})
