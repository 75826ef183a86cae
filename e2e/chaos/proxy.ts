import { type AddressInfo, createServer, type Server, Socket } from 'node:net'
import type { Dice } from '../drive/dice.ts'

/** What a connection will suffer. Bytes count both directions together, ms from its beginning. */
export type Fault =
  | { kind: 'none' }
  /** Each piece is held back by `ms`, in turn `jitter` less, exactly, and `jitter` more; order stays. */
  | { kind: 'latency'; ms: number; jitter: number }
  /** Ends politely (FIN). */
  | { kind: 'cut'; after: number }
  /** Ends rudely (RST) once so many bytes have passed: the last of them may be half a frame. */
  | { kind: 'reset'; bytes: number }
  /** One direction falls silent; the connection stays. `up` is towards the server. */
  | { kind: 'oneWay'; drop: 'up' | 'down'; after: number }
  /** Both directions fall silent for so long, then the connection is reset. */
  | { kind: 'blackHole'; after: number; lasts: number }
  /** So many bytes a second in each direction. */
  | { kind: 'throttle'; bytesPerSecond: number }
  /** The server does not answer: the connection is refused at once. */
  | { kind: 'refused' }

/** A TCP proxy with a stable address before servers that come and go. */
export interface FaultyLine {
  readonly port: number
  readonly address: string
  /** Where connections go from now on; null: nobody is there, they are reset. */
  to(port: number | null): void
  /** Asked for each new connection. */
  faults(choose: () => Fault): void
  /** Resets every connection that is open now. */
  resetAll(): void
  /** What was done to connections, oldest first. */
  readonly log: { n: number; fault: Fault }[]
  close(): Promise<void>
}

export async function startProxy(): Promise<FaultyLine> {
  const open = new Set<() => void>()
  const log: FaultyLine['log'] = []
  let target: number | null = null
  let choose: () => Fault = () => ({ kind: 'none' })

  const server = createServer((client) => {
    const fault = choose()
    log.push({ n: log.length + 1, fault })
    if (target === null || fault.kind === 'refused') {
      client.on('error', () => {})
      return void client.resetAndDestroy()
    }
    const upstream = new Socket()
    upstream.connect(target, '127.0.0.1')
    const end = join(client, upstream, fault, () => open.delete(end))
    open.add(end)
  })
  await listen(server)
  const { port } = server.address() as AddressInfo

  return {
    port,
    address: `http://127.0.0.1:${port}`,
    to(next) {
      target = next
    },
    faults(next) {
      choose = next
    },
    resetAll() {
      for (const end of [...open]) end()
    },
    log,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const end of [...open]) end()
      await closed
    },
  }
}

/** Joins the two ends with a fault between them; the returned function resets both. */
function join(client: Socket, upstream: Socket, fault: Fault, gone: () => void): () => void {
  const timers = new Set<NodeJS.Timeout>()
  let passed = 0
  let silent: 'no' | 'up' | 'down' | 'both' = 'no'
  let over = false

  const later = (ms: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      then()
    }, ms)
    timers.add(timer)
  }
  const finish = (how: 'reset' | 'fin'): void => {
    if (over) return
    over = true
    for (const timer of timers) clearTimeout(timer)
    for (const socket of [client, upstream]) how === 'reset' ? socket.resetAndDestroy() : socket.destroySoon()
    gone()
  }
  const reset = (): void => finish('reset')

  const pipe = (from: Socket, into: Socket, way: 'up' | 'down'): void => {
    let ready = performance.now()
    let pieces = 0
    from.setNoDelay(true)
    from.on('data', (piece) => {
      if (silent === 'both' || silent === way) return
      const room = fault.kind === 'reset' ? Math.max(0, fault.bytes - passed) : piece.length
      passed += piece.length
      const kept = piece.subarray(0, room)
      const wait = waitOf(fault, kept.length, pieces++)
      // Never earlier than the piece before it: a line is slow, but it does not reorder.
      const now = performance.now()
      const at = fault.kind === 'throttle' ? Math.max(ready, now) + wait : Math.max(ready, now + wait)
      ready = at
      const send = (): void => {
        if (!into.destroyed && kept.length > 0) into.write(kept)
        if (room < piece.length) reset()
      }
      if (at <= performance.now()) send()
      else later(at - performance.now(), send)
    })
    from.on('end', () =>
      silent === 'no' ? later(Math.max(0, ready - performance.now()), () => into.end()) : undefined,
    )
    from.on('error', reset)
    from.on('close', () => later(Math.max(0, ready - performance.now()) + 1, () => finish('fin')))
  }
  pipe(client, upstream, 'up')
  pipe(upstream, client, 'down')

  if (fault.kind === 'cut') later(fault.after, () => finish('fin'))
  if (fault.kind === 'oneWay') {
    later(fault.after, () => {
      silent = fault.drop
    })
  }
  if (fault.kind === 'blackHole') {
    later(fault.after, () => {
      silent = 'both'
      later(fault.lasts, reset)
    })
  }
  return reset
}

function waitOf(fault: Fault, bytes: number, nth: number): number {
  if (fault.kind === 'latency') return Math.max(0, fault.ms + ((nth % 3) - 1) * fault.jitter)
  return fault.kind === 'throttle' ? (bytes / fault.bytesPerSecond) * 1_000 : 0
}

/** A line as people have it: mostly good, and now and then all that can go wrong. Times fit a trial of seconds. */
export function roughLine(dice: Dice, badly = 0.5): Fault {
  if (!dice.happens(badly)) return { kind: 'none' }
  switch (dice.between(0, 6)) {
    case 0:
      return { kind: 'latency', ms: dice.between(5, 60), jitter: 5 }
    case 1:
      return { kind: 'cut', after: dice.between(50, 900) }
    case 2:
      return { kind: 'reset', bytes: dice.between(200, 12_000) }
    case 3:
      return { kind: 'oneWay', drop: dice.one(['up', 'down']), after: dice.between(50, 700) }
    case 4:
      return { kind: 'blackHole', after: dice.between(50, 700), lasts: dice.between(50, 600) }
    case 5:
      return { kind: 'throttle', bytesPerSecond: dice.between(8_000, 60_000) }
    default:
      return { kind: 'refused' }
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, fail) => {
    server.once('error', fail)
    server.listen(0, '127.0.0.1', resolve)
  })
}
