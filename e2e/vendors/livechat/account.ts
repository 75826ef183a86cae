import type { Chance } from '../chance.ts'
import type { Clock } from '../clock.ts'
import type { FaultSwitches } from '../faults.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Happening } from './happenings.ts'
import type { AccountState, Agent, App, Chat, ChatEvent, Customer, Group, Thread, Time } from './records.ts'

export type AccountParts = {
  state: AccountState
  clock: Clock
  chance: Chance
  faults: FaultSwitches<FaultName>
  region: string
  /** Seconds. */
  tokenLife: { agent: number; customer: number }
}

/** The account's state with its clock and its ears. What changes it lies in chats.ts, routing.ts, writing.ts and their neighbours. */
export class Account {
  readonly state: AccountState
  readonly clock: Clock
  readonly chance: Chance
  readonly faults: FaultSwitches<FaultName>
  readonly region: string
  readonly tokenLife: { agent: number; customer: number }
  /** Where it is served, without a slash at the end; set once it listens. */
  url = 'http://127.0.0.1'
  /** Where happenings go when nobody collects them. */
  onHappening: (happening: Happening) => void = () => {}
  /** Anything changed: for the agent page and the state file. */
  onChange: () => void = () => {}
  /** A thread got an event, began or ended: its inactivity counts anew. */
  onThread: (chat: Chat, thread: Thread) => void = () => {}
  /** Sockets of a holder are to be told why and closed; null = all. */
  onDisconnect: (reason: string, holder: string | null) => void = () => {}
  #collected: Happening[] | null = null

  constructor(parts: AccountParts) {
    this.state = parts.state
    this.clock = parts.clock
    this.chance = parts.chance
    this.faults = parts.faults
    this.region = parts.region
    this.tokenLife = parts.tokenLife
  }

  /** Microseconds, strictly increasing: no two facts have the same stamp. */
  time(): Time {
    this.state.lastStamp = Math.max(this.clock.now() * 1000, this.state.lastStamp + 1)
    return stampOf(this.state.lastStamp)
  }

  /** Now, without using up a stamp. */
  now(): Time {
    return stampOf(this.clock.now() * 1000)
  }

  tell(happening: Happening): void {
    if (this.#collected) this.#collected.push(happening)
    else this.onHappening(happening)
    this.onChange()
  }

  /** Does the work and hands over what happened instead of telling it, so that an answer, its pushes and its webhooks can be put in order. */
  collect<T>(work: () => T): { result: T; happenings: Happening[] } {
    const happenings: Happening[] = []
    const outer = this.#collected
    this.#collected = happenings
    try {
      return { result: work(), happenings }
    } finally {
      this.#collected = outer
    }
  }

  customer(id: string): Customer | undefined {
    return this.state.customers.find((customer) => customer.id === id)
  }

  /** By e-mail, bot id or full name. */
  agent(key: string): Agent | undefined {
    return this.state.agents.find((one) => one.id === key.toLowerCase() || one.name === key)
  }

  group(key: number | string): Group | undefined {
    return this.state.groups.find((group) => group.id === key || group.name === key)
  }

  chat(id: string): Chat | undefined {
    return this.state.chats.find((chat) => chat.id === id)
  }

  /** A customer has one chat, for ever (contract 0.4). */
  chatOf(customer: string): Chat | undefined {
    return this.state.chats.find((chat) => chat.customer === customer)
  }

  app(clientId: string): App | undefined {
    return this.state.apps.find((app) => app.clientId === clientId)
  }
}

export function lastThread(chat: Chat): Thread {
  const thread = chat.threads.at(-1)
  if (!thread) throw new Error(`the chat ${chat.id} has no thread`)
  return thread
}

export function activeThread(chat: Chat): Thread | null {
  const thread = chat.threads.at(-1)
  return thread?.active ? thread : null
}

export function eventIn(thread: Thread, id: string): ChatEvent | undefined {
  return thread.events.find((event) => event.id === id)
}

function stampOf(microseconds: number): Time {
  const ms = Math.floor(microseconds / 1000)
  const rest = String(microseconds - ms * 1000).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`
}

/** ms since 1970 with the microseconds behind the point: as exact as the stamps. */
export function instant(time: Time): number {
  const micros = /\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? ''
  return Date.parse(time.replace(/(\.\d{3})\d+/, '$1')) + Number(micros.padEnd(3, '0')) / 1000
}
