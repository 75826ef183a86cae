import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { limits, livePath } from '@baton/shared/protocol.ts'
import express from 'express'
import { Server, type Socket } from 'socket.io'
import { takeOrders } from '../orders.ts'
import { openRelay } from './relay.ts'
import { openRows } from './rows.ts'

/**
 * The physically possible: Express and Socket.IO with the settings of ours, a room for each visitor, and per turn of the event
 * loop one durable commit of the rows that a message of ours makes. No rules, no limits, no rights, no catching up.
 * BENCH_RELAY, the address of a PostgreSQL: instead of storing, rooms span servers by LISTEN and NOTIFY.
 */
const { BENCH_DATA = '/tmp', BENCH_RELAY, PORT = '0' } = process.env
const relay =
  BENCH_RELAY === undefined ? null : await openRelay(BENCH_RELAY, (room, frame) => io.to(room).emit('batch', frame))
const rows = relay ? null : openRows(BENCH_DATA)

type Said = { session: string; key: string; text: string }
const waiting: (() => () => void)[] = []

/** What is asked for in one turn of the event loop shares a commit; then everybody is told. */
function inCommit(work: () => () => void): void {
  if (waiting.length === 0)
    setImmediate(() => {
      rows?.begin()
      const told = waiting.splice(0).map((one) => one())
      rows?.commit()
      for (const tell of told) tell()
    })
  waiting.push(work)
}

const app = express()
app.get('/health/ready', (_request, response) => void response.send('ok'))
app.post('/hook', express.raw({ type: () => true, limit: '1mb' }), (request, response) => {
  const { room, text } = JSON.parse(String(request.body)) as { room: string; text: string }
  inCommit(() => {
    rows?.hook(String(request.body))
    return () => {
      response.json({ ok: true })
      io.to(room).emit('batch', batchOf(0, { kind: 'agentSaid', message: messageOf(text) }))
    }
  })
})
const server = app.listen(Number(PORT), '127.0.0.1')
const io = new Server(server, {
  path: livePath,
  serveClient: false,
  transports: ['polling', 'websocket'],
  perMessageDeflate: false,
  maxHttpBufferSize: limits.frame,
  pingInterval: 10_000,
  pingTimeout: 8_000,
})

const messageOf = (text: string) => ({ parts: [{ kind: 'text', text }] })
const batchOf = (seq: number, said: object) => ({
  after: seq - 1,
  upTo: seq,
  events: [{ seq, at: Date.now(), ...said }],
})
let visitors = 0

io.on('connection', (socket: Socket) => {
  const given = socket.handshake.auth['token'] as string | null
  const room = given ?? `visitor-${++visitors}-${randomBytes(8).toString('hex')}`
  void socket.join(room)
  socket.on('hello', (_frame: unknown, answer: (welcome: object) => void) =>
    answer({ ok: true, session: room, ...(given === null ? { token: room } : {}) }),
  )
  socket.on('send', ({ key, text }: Said, answer: (stored: object) => void) => {
    const said = { kind: 'visitorSaid', key, message: messageOf(text) }
    if (relay) {
      io.to(room).emit('batch', batchOf(0, said))
      relay.send(room, batchOf(0, said)).then(() => answer({ ok: true, conversation: room, seq: 0 }), console.error)
      return
    }
    inCommit(() => {
      const seq = rows?.message(room, key, JSON.stringify(said)) ?? 0
      return () => {
        answer({ ok: true, conversation: room, seq })
        io.to(room).emit('batch', batchOf(seq, said))
      }
    })
  })
})

await once(server, 'listening')
takeOrders({
  port: () => (server.address() as AddressInfo).port,
  rooms: () => [...io.sockets.adapter.rooms.keys()].filter((room) => room.startsWith('visitor-')),
})
process.once('SIGTERM', () => {
  rows?.close()
  void Promise.resolve(relay?.close()).finally(() => process.exit())
})
