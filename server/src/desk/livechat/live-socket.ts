import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Ms } from '@baton/shared/ids.ts'
import { Agent, buildConnector, ping, WebSocket } from 'undici'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'

/** lost: cut, or silent · told: they said why they close it · refused: the login, by `error.type`. `region`: the right one. */
export type SocketEnd =
  | { kind: 'lost' }
  | { kind: 'told'; reason: string; region: string | null }
  | { kind: 'refused'; type: string; region: string | null }

export type SocketGiven = {
  url: string
  /** `dal:…` of a customer. */
  token: string
  pushes: readonly string[]
  clock: Clock
  entered(): void
  heard(action: string, payload: unknown): void
  /** Once, and not when we closed it. */
  ended(end: SocketEnd): void
}

export type OpenSocket = (given: SocketGiven) => () => void

/** Connection, and the answer to the login. */
const connectTime: Ms = 3_000
const enterTime: Ms = 10_000
/** §7.2: every 15 s, and cut after 30 s of silence, by us as by them. */
const pingEvery: Ms = 15_000
const silence: Ms = 30_000
/** The longest push is a chat that begins with its transcript. */
const mostLetters = 1_048_576

const reasons = z.object({
  reason: z
    .string()
    .regex(/^[a-z_]{1,60}$/)
    .catch('unknown'),
  data: z.object({ region: z.string() }).optional().catch(undefined),
})
const failure = z.object({
  error: z.object({
    type: z
      .string()
      .regex(/^[a-z_]{1,60}$/)
      .catch('unknown'),
    data: z.object({ region: z.string() }).optional().catch(undefined),
  }),
})
const frameShape = z.object({
  type: z.string().optional().catch(undefined),
  action: z.string(),
  success: z.boolean().optional().catch(undefined),
  payload: z.unknown(),
})

/** One customer's socket (vendors/livechat.md §7.2): logs in, listens, and asks whether the other end is there. Gives back how to close it. */
export function openSocket(given: SocketGiven): () => void {
  const { clock } = given
  let wire: Socket | null = null
  let entered = false
  let over = false
  let quiet = (): void => {}
  let stopPing = (): void => {}

  const connect = buildConnector({ timeout: connectTime, allowH2: false })
  const dispatcher = new Agent({
    allowH2: false,
    connect(options, callback) {
      connect(options, (...answer) => {
        const [, socket] = answer
        wire = socket
        // Live signs are no reason for a process to stay.
        socket?.unref()
        if (over) socket?.destroy()
        callback(...(answer as Parameters<typeof callback>))
      })
    },
  })
  const socket = new WebSocket(given.url, { dispatcher })
  const stopEnter = clock.after(enterTime, () => end({ kind: 'lost' }))
  subscribe('undici:websocket:pong', ponged)

  socket.addEventListener('open', () => {
    const login = { token: `Bearer ${given.token}`, application: { name: 'Baton' }, pushes: { '3.6': given.pushes } }
    socket.send(JSON.stringify({ request_id: 'login', action: 'login', payload: login }))
  })
  socket.addEventListener('message', ({ data }) => receive(data))
  socket.addEventListener('close', () => end({ kind: 'lost' }))
  // A close follows.
  socket.addEventListener('error', () => end({ kind: 'lost' }))

  function receive(data: unknown): void {
    if (over || typeof data !== 'string' || data.length > mostLetters) return
    alive()
    const frame = frameShape.safeParse(jsonOf(data)).data
    if (!frame) return
    const { type, action, payload } = frame
    if (type === 'push' && action === 'customer_disconnected') {
      const told = reasons.safeParse(payload).data
      return end({ kind: 'told', reason: told?.reason ?? 'unknown', region: told?.data?.region ?? null })
    }
    if (type === 'push') return entered ? given.heard(action, payload) : undefined
    if (type !== 'response' || action !== 'login' || entered) return
    if (frame.success !== true) {
      const error = failure.safeParse(payload).data?.error
      return end({ kind: 'refused', type: error?.type ?? 'unknown', region: error?.data?.region ?? null })
    }
    entered = true
    stopEnter()
    askAgain()
    given.entered()
  }

  /** By a frame of the socket's own: a request for it might be billed (§9, U13). */
  function askAgain(): void {
    stopPing = clock.after(pingEvery, () => {
      if (socket.readyState === socket.OPEN) ping(socket)
      askAgain()
    })
  }
  function ponged(message: unknown): void {
    if ((message as { websocket?: unknown }).websocket === socket) alive()
  }
  function alive(): void {
    quiet()
    quiet = clock.after(silence, () => end({ kind: 'lost' }))
  }
  function end(how: SocketEnd | null): void {
    if (over) return
    over = true
    unsubscribe('undici:websocket:pong', ponged)
    for (const stop of [quiet, stopPing, stopEnter]) stop()
    if (socket.readyState === socket.OPEN) socket.close(1000)
    // Nobody at the other end would answer the close.
    if (how?.kind === 'lost') wire?.destroy()
    else wire?.destroySoon()
    if (how) given.ended(how)
  }

  alive()
  return () => end(null)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
