import type { Clock } from '../clock.ts'
import type { Faults as FaultsNamed } from '../faults.ts'
import type { Breach, Request as RequestOf } from '../request-log.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { AccountState, Agent, Contact, Ticket } from './records.ts'
import { simulator } from './simulator.ts'

export type FreshdeskOptions = {
  /** Default 0: a free one. The same port is taken again by `start()` after `stop()`. */
  port?: number
  /** Default: a fresh one. */
  key?: string
  /** Requests a minute before 429; default 0 = no limit. Real plans: 50 to 700 (contract §6). */
  perMinute?: number
  /** Drives `chance` of faults. Default 1. */
  seed?: number
  clock?: Clock
  /** A kept account; default: one agent, Ann Archer, and no tickets. */
  state?: AccountState
}

export type Request = RequestOf<FaultName>
export type Faults = FaultsNamed<FaultName>
export type { Agent, Contact, Ticket } from './records.ts'

/** A simulated Freshdesk account over HTTP on the loopback: tickets, contacts, and whose key it is. */
export interface Freshdesk {
  /** `http://127.0.0.1:<port>`, without /api/v2; the page is `${url}/sim`, its API `${url}/sim/api`. */
  readonly url: string
  readonly port: number
  readonly key: string

  /** The truth, live: read it, do not write it. Deleted tickets are not among `tickets`. */
  readonly state: AccountState
  readonly tickets: Ticket[]
  readonly contacts: Contact[]
  readonly agent: Agent
  requesterOf(ticket: Ticket): Contact
  /** A description as an agent reads it: its lines, without markup. */
  textOf(ticket: Ticket): string

  /** Somebody else's ticket in the same account. */
  foreign(subject?: string): Ticket
  /** What the agent of the key may see: 1 all tickets, 2 those of the groups, 3 those given to them. */
  setScope(scope: Agent['scope']): void
  setStatus(ticket: number, status: number): void
  /** Makes a new key; the old one dies at once. */
  renewKey(): string

  readonly breaches: Breach[]
  readonly requests: Request[]
  readonly faults: Faults
  /** Calls `changed` whenever anything changed; the returned function stops that. */
  watch(changed: () => void): () => void

  /** Takes the port again after `stop()`; the account is as it was. */
  start(): Promise<void>
  /** Cuts every connection and leaves nothing open. */
  stop(): Promise<void>
}

export async function startFreshdesk(options: FreshdeskOptions = {}): Promise<Freshdesk> {
  const freshdesk = simulator(options)
  await freshdesk.start()
  return freshdesk
}
