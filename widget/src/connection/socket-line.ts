import type { Ms } from '@baton/shared/ids.ts'
import type { WireError } from '@baton/shared/protocol.ts'
import type { Chance } from '../browser/chance.ts'
import type { Clock, Stop } from '../browser/clock.ts'
import type { OpenPipe, Pipe } from './pipe.ts'

export type LineNeeds = {
  /** In the order in which they are tried; the one that worked last goes first. */
  transports: OpenPipe[]
  origin: string
  path: string
  query: string
  auth(): unknown
  clock: Clock
  chance: Chance
  to: {
    up(): void
    down(): void
    refused(error: WireError): void
    /** The Socket.IO packet after its type: `["batch",{…}]` of an event, `7[{…}]` of an answer. */
    event(body: string): void
    ack(body: string): void
  }
}

export interface SocketLine {
  isUp(): boolean
  open(): void
  reopen(): void
  nudge(): void
  close(): void
  /** A Socket.IO packet of the root namespace. Dropped while the line is down. */
  send(packet: string): void
}

const openWait: Ms = 8_000 // a proxy that swallows WebSocket is passed by before the visitor gives up
const firstPause: Ms = 500
const longestPause: Ms = 10_000

/** Socket.IO (protocol 5, text only) over whichever transport works, put up again for ever with growing, jittered pauses. */
export function createSocketLine({ transports, origin, path, query, auth, clock, chance, to }: LineNeeds): SocketLine {
  let order = [...transports]
  let pipe: Pipe | null = null
  let up = false
  let failures = 0
  let stopTimer: Stop = () => {}

  const drop = () => {
    stopTimer()
    pipe?.close()
    pipe = null
    if (!up) return
    up = false
    to.down()
  }
  const pause = () => {
    const spread = 0.5 + chance.fraction() / 2
    stopTimer = clock.after(spread * Math.min(longestPause, firstPause * 2 ** failures++), begin)
  }
  const begin = (nth = 0) => {
    drop()
    const open = order[nth]
    if (!open) {
      pause()
      return to.down()
    }
    let over = false
    const failed = () => {
      if (over) return
      over = true
      const stood = up
      drop()
      if (stood) pause()
      else begin(nth + 1)
    }
    stopTimer = clock.after(openWait, failed)
    const mine = open(origin, path, query, {
      packet: (packet) => !over && pipe === mine && take(packet, open, failed),
      closed: failed,
    })
    pipe = mine
  }
  let beat: Ms = 0
  const expectBeat = (failed: () => void) => {
    stopTimer()
    stopTimer = clock.after(beat, failed)
  }

  const take = (packet: string, open: OpenPipe, failed: () => void) => {
    const body = packet.slice(2)
    switch (packet[0]) {
      case '0': {
        const { pingInterval, pingTimeout } = parse(packet.slice(1)) as { pingInterval: Ms; pingTimeout: Ms }
        beat = pingInterval + pingTimeout
        return pipe?.send(`40${JSON.stringify(auth())}`)
      }
      case '1':
        return failed()
      case '2':
        pipe?.send('3')
        return up && expectBeat(failed)
      case '4':
        break
      default:
        return
    }
    switch (packet[1]) {
      case '0':
        up = true
        failures = 0
        order = [open, ...transports.filter((other) => other !== open)]
        expectBeat(failed)
        return to.up()
      case '1':
        // Hung up on purpose: not stormed.
        return failed()
      case '2':
        return to.event(body)
      case '3':
        return to.ack(body)
      case '4': {
        const refusal = (parse(body) as { data?: WireError }).data
        drop()
        return to.refused(refusal?.code ? refusal : { code: 'unavailable' })
      }
      default:
    }
  }

  return {
    isUp: () => up,
    open() {
      if (!pipe) begin()
    },
    reopen: () => begin(),
    nudge() {
      if (!pipe) begin()
    },
    close: drop,
    send: (packet) => up && pipe?.send(packet),
  }
}

/** What is no JSON counts as empty: the line stays, and what was asked runs into its timeout. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? {}
  } catch {
    return {}
  }
}
