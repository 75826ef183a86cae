import type { Child } from '../child.ts'
import { startChild } from '../child.ts'

/** What a load generator can be told to do; it is a process of its own (load/main.ts). */
export type Opening = {
  /** One tab at each. */
  addresses: string[]
  site: string
  origin: string
  visitors: number
  /** Handshakes at once. */
  atOnce: number
  /** Each visitor comes from an address of its own, as a proxy would say it; where limits are the usual ones. */
  fromMany?: boolean
}
export type Opened = { visitors: number; failed: number; why: string | null; ms: number }

export type Press = {
  text: string
  /** Messages under way in all, always: the next is sent when one is acknowledged and shown everywhere. */
  inFlight: number
  warm: number
  seconds: number
}
export type Offer = {
  text: string
  /** Messages a second, whatever becomes of the ones before; times count from when each was due. */
  rate: number
  warm: number
  seconds: number
  /** How long to wait for what is still under way at the end, in ms. */
  patience: number
}
/** What became of the messages that were due after the warming up; times in ms. */
export type Outcome = {
  offered: number
  done: number
  perSecond: number
  acked: number[]
  /** In the last of the visitor's tabs. */
  shown: number[]
  /** In the second tab alone. */
  second: number[]
  refused: { [code: string]: number }
  /** Times until refusals. */
  refusals: number[]
  /** Still under way when nobody waited any longer. */
  left: number
  mostUnderWay: number
  /** When the measuring began and ended, by the shared clock, and the CPU time of the load itself in between, in ms. */
  from: number
  to: number
  cpu: number
}
/** When each mark was heard for the first time, by the shared clock. */
export type Heard = { [mark: string]: number }

export interface Load {
  readonly child: Child
  open(given: Opening): Promise<Opened>
  press(given: Press): Promise<Outcome>
  offer(given: Offer): Promise<Outcome>
  /** Every visitor asks for a person. How many were acknowledged. */
  askForPerson(): Promise<number>
  heard(): Promise<Heard>
  lost(): Promise<number>
  /** Closes all sockets. */
  leave(): Promise<void>
  stop(): Promise<void>
}

export function startLoad(): Load {
  const child = startChild({ entry: 'load/main.ts' })
  return {
    child,
    open: (given) => child.ask('open', given),
    press: (given) => child.ask('press', given),
    offer: (given) => child.ask('offer', given),
    askForPerson: () => child.ask('askForPerson'),
    heard: () => child.ask('heard'),
    lost: () => child.ask('lost'),
    leave: () => child.ask('leave'),
    stop: () => child.stop(),
  }
}
