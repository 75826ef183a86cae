import type { Batch, ClientEvents, ServerEvents } from '@baton/shared/frames.ts'
import type { SessionId } from '@baton/shared/ids.ts'
import { livePath, protocol, type WireError } from '@baton/shared/protocol.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { io, type Socket } from 'socket.io-client'
import type { Dice } from './dice.ts'
import { createSendQueue, type Order, type SendQueue } from './send-queue.ts'
import { apply, applyOlder, emptyView, type Line, lines, type View } from './view.ts'

/** What the tabs of one browser share. */
export type Wallet = { token: string | null; session: SessionId | null }

/** One tab of a visitor, on the wire as shared/src says, through every trouble of the line. */
export interface Tab {
  readonly view: View
  readonly queue: SendQueue
  /** What the visitor reads, top to bottom. */
  lines(): Line[]
  /** Refusals that a visitor would notice, in the order in which they came. */
  readonly refused: { what: 'handshake' | 'hello' | 'catchUp'; error: WireError }[]
  readonly connected: boolean
  say(text: string): string
  order(order: Order): string
  typing(on: boolean): void
  /** Everything is sent, answered and asked for. */
  isQuiet(): boolean
  /** As when the tab comes to the front: asks whether there is something new, and notices a dead line by that. */
  wake(): void
  /** Fetches what lies before, up to the beginning. True when it is there. */
  toTheBeginning(): Promise<boolean>
  /** Loses the line and comes back by itself. */
  cut(): void
  /** A fresh page in the same browser: what was rendered is gone, what is queued stays. */
  reload(): void
  close(): void
}

export type TabOptions = {
  /** Where the server is, asked at each connection: `http://127.0.0.1:…`. */
  address: () => string
  site: string
  origin: string
  wallet: Wallet
  dice: Dice
  transports?: ('websocket' | 'polling')[]
  /** How long an answer may take before the line counts as dead, in ms. Default 2,000. */
  patience?: number
  /** Between two tries to connect, at most, in ms. Default 150. */
  pause?: number
  /** Sees every frame that came in, as JSON. */
  onFrame?: (json: string) => void
  onLines?: (view: View) => void
  onPassing?: (passing: Passing) => void
}

type Live = Socket<ServerEvents, ClientEvents>

export function openTab(options: TabOptions): Tab {
  const { wallet, dice, patience = 2_000, pause = 150 } = options
  let view: View = emptyView
  let socket: Live | null = null
  let closed = false
  let greeted = false
  let asking = false
  let again = false
  let timer: NodeJS.Timeout | null = null
  const refused: Tab['refused'] = []
  const queue = createSendQueue({ dice, patience, onLost: () => reopen(), onOtherSession: () => reopen() })

  function connect(): void {
    if (closed) return
    const url = new URL(options.address())
    const live: Live = io(url.origin, {
      path: livePath,
      query: { site: options.site },
      auth: { protocol, site: options.site, token: wallet.token },
      extraHeaders: { Origin: options.origin },
      transports: options.transports ?? ['websocket'],
      forceNew: true,
      reconnection: false,
      timeout: patience,
      autoConnect: false,
    })
    socket = live
    live.on('connect', () => void greet(live))
    live.on('connect_error', (error: Error & { data?: WireError }) => {
      if (live !== socket) return
      if (error.data) notice('handshake', error.data)
      later(error.data?.after)
    })
    live.on('disconnect', () => {
      if (live === socket) later()
    })
    live.on('batch', (batch) => {
      if (live === socket && heard(batch)) take(batch)
    })
    live.on('passing', (passing) => {
      if (heard(passing)) options.onPassing?.(passing)
    })
    live.on('goodbye', ({ after }) => {
      if (live === socket) later(Math.min(after, pause))
    })
    live.connect()
  }

  function later(least = 0): void {
    drop()
    if (closed || timer) return
    timer = setTimeout(
      () => {
        timer = null
        connect()
      },
      Math.max(Math.min(least, 1_000), dice.fraction() * pause),
    )
  }

  function drop(): void {
    greeted = false
    queue.rest()
    const dropped = socket
    socket = null
    dropped?.disconnect()
  }

  function reopen(): void {
    drop()
    later()
  }

  function notice(what: Tab['refused'][number]['what'], error: WireError): void {
    if (error.code !== 'slowDown' && error.code !== 'unavailable') refused.push({ what, error })
  }

  const heard = (frame: unknown): true => {
    options.onFrame?.(JSON.stringify(frame))
    return true
  }

  async function greet(live: Live): Promise<void> {
    const hello = { cursor: view.cursor, language: 'en', page: `${options.origin}/shop?basket=full`, title: 'Shop' }
    const answer = await live.timeout(patience).emitWithAck('hello', hello).catch(lost)
    if (live !== socket) return
    if (answer === null) return reopen()
    heard(answer)
    if (!answer.ok) {
      notice('hello', answer.error)
      return later(answer.error.after)
    }
    if (answer.token !== undefined) {
      // Another tab of this browser was first: one visitor.
      if (wallet.token !== null && wallet.token !== answer.token) return reopen()
      wallet.token = answer.token
    }
    wallet.session = answer.session
    greeted = true
    take(view.cursor ? answer.batch : { ...answer.batch, reset: true })
    queue.flow(live, answer.session)
  }

  function take(batch: Batch): void {
    const applied = apply(view, batch)
    show(applied.view)
    if (applied.ask) void catchUp()
  }

  function show(next: View): void {
    if (next === view) return
    view = next
    options.onLines?.(view)
  }

  async function catchUp(): Promise<void> {
    const live = socket
    const { cursor } = view
    if (asking) again = true
    if (asking || !live || !greeted || !cursor) return
    asking = true
    again = false
    const answer = await live.timeout(patience).emitWithAck('catchUp', { cursor }).catch(lost)
    asking = false
    if (live !== socket) return
    if (answer === null) return reopen()
    heard(answer)
    if (!answer.ok) {
      notice('catchUp', answer.error)
      return later(answer.error.after)
    }
    const applied = apply(view, answer.batch)
    const moved = applied.view.cursor !== view.cursor
    show(applied.view)
    if ((applied.ask && moved) || again) void catchUp()
    else if (applied.ask) reopen()
  }

  connect()
  return {
    get view() {
      return view
    },
    queue,
    refused,
    get connected() {
      return greeted
    },
    lines: () => lines(view.stretches),
    say: (text) => queue.add({ kind: 'text', text }),
    order: (order) => queue.add(order),
    typing: (on) => void (greeted && socket?.emit('typing', { on })),
    isQuiet: () => greeted && !asking && queue.isEmpty(),
    wake() {
      if (greeted) void catchUp()
    },
    async toTheBeginning() {
      for (let pages = 0; view.older && pages < 200; pages++) {
        const live = socket
        const asked = view.older
        if (!live || !greeted) return false
        const answer = await live.timeout(patience).emitWithAck('older', asked).catch(lost)
        if (!answer?.ok) return false
        heard(answer)
        if (view.older === asked) show(applyOlder(view, asked, answer.page))
      }
      return view.older === null
    },
    cut: reopen,
    reload() {
      drop()
      view = emptyView
      later()
    },
    close() {
      closed = true
      if (timer) clearTimeout(timer)
      drop()
    },
  }
}

const lost = (): null => null
