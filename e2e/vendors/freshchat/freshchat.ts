import type { Clock } from '../clock.ts'
import type { Faults as FaultsNamed } from '../faults.ts'
import type { Delivery } from '../hook-sender.ts'
import type { Breach, Request as RequestOf } from '../request-log.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { AccountState, Agent, Channel, Conversation, Group, Message, Part, User } from './records.ts'
import { simulator } from './simulator.ts'

/** Which optional fields webhooks carry: the three generations of the vendor's own samples (contract 4.5). */
export type Generation = '2020' | '2021' | '2022'

/** How the public key is written down. All but `spki` carry the label "RSA PUBLIC KEY" round SPKI bytes, or no label (contract 4.3). */
export type KeyShape = 'pem' | 'oneLine' | 'oneLineSpaced' | 'escaped' | 'base64' | 'spki'

export type FreshchatOptions = {
  /** Default 0: a free one. The same port is taken again by `start()` after `stop()`. */
  port?: number
  /** Default: a fresh one, shaped like a long JWT. */
  token?: string
  /** Default: a fresh UUID. Ids of seeded agents, groups and topics follow from it. */
  appId?: string
  /** PKCS#8 PEM. Default: a fresh 2048-bit RSA key. */
  privateKey?: string
  /** Where webhooks go; null or absent = nowhere. */
  webhook?: string | null
  /** Default '2022', the newest that was seen. */
  generation?: Generation
  /** Default: 3,000 ms to answer, five retries with growing gaps 1 … 16 s. Tests pass short gaps. */
  delivery?: { timeout?: number; gaps?: number[] }
  /** Requests a minute before 429; default 0 = no limit, since the vendor's number is not known (contract 7, U1). */
  perMinute?: number
  /** Text of one part, parts of one message, messages of one create. Defaults 4,000, 10, 10 (contract 7, U17). */
  limits?: { text?: number; parts?: number; messages?: number }
  /** Drives `chance` of faults and made-up names. Default 1. */
  seed?: number
  clock?: Clock
  /** A kept account; default: the demo account of seed.ts. */
  state?: AccountState
}

export type { Attempt, Delivery } from '../hook-sender.ts'
export type { Breach } from '../request-log.ts'
export type Request = RequestOf<FaultName>
export type Faults = FaultsNamed<FaultName>

/** What one agent does on the agent page. Conversations are named by id; every act raises the webhooks that the vendor would. */
export interface AgentActs {
  readonly id: string
  /** A normal message; to a resolved conversation it also reopens it. */
  reply(conversation: string, what: string | Part[], replyParts?: Part[]): Message
  /** Text with an uploaded file or image behind it. */
  attach(conversation: string, file: { name: string; type: string; bytes: Uint8Array }): Message
  /** `mark: 'bots'` is the second way: type normal with botsPrivateNote true. */
  note(conversation: string, text: string, mark?: 'private' | 'bots'): Message
  /** Default: to oneself. By id, e-mail or full name. */
  assign(conversation: string, agent?: string): void
  unassign(conversation: string): void
  /** By id or name; null takes the group away. The agent leaves with it. */
  toGroup(conversation: string, group: string | null): void
  /** Comes or goes: what `availability_status` says. */
  available(on: boolean): void
  resolve(conversation: string): void
  reopen(conversation: string): void
}

/** The visitor in another place than the client's: the vendor's app, e-mail. */
export interface VisitorActs {
  say(conversation: string, what: string | Part[]): Message
  /** Taps a quick reply: its button comes back as part of the visitor's message. */
  tap(conversation: string, label: string): Message
}

/** A whole simulated Freshchat account over HTTP on the loopback. */
export interface Freshchat {
  /** `http://127.0.0.1:<port>`, without /v2; the agent page is `${url}/sim`, its API `${url}/sim/api`. */
  readonly url: string
  readonly port: number
  readonly appId: string
  readonly token: string
  /** As the admin page shows it: SPKI bytes under the label RSA PUBLIC KEY. Node refuses it as it is. */
  readonly publicKey: string
  publicKeyAs(shape: KeyShape): string
  /** For a later start with the same identity. */
  readonly privateKey: string

  /** The truth, live: read it, do not write it. */
  readonly state: AccountState
  readonly agents: Agent[]
  readonly groups: Group[]
  readonly channels: Channel[]
  readonly users: User[]
  readonly conversations: Conversation[]
  /** By id, throws when there is none. */
  conversation(id: string): Conversation
  /** The enabled web topic of the demo account, "Web chat". */
  readonly topic: Channel

  readonly breaches: Breach[]
  readonly requests: Request[]
  readonly deliveries: Delivery[]
  readonly faults: Faults

  /** The first agent, Ann Archer. */
  readonly agent: AgentActs
  /** By id, e-mail or full name; throws when there is none. */
  as(agent: string): AgentActs
  readonly visitor: VisitorActs
  /** A message by the system; one without a person behind it. */
  systemSays(conversation: string, text: string): Message
  /** A message by a bot of the vendor's. */
  botSays(conversation: string, what: string | Part[], replyParts?: Part[]): Message
  /** The system resolves it after inactivity. */
  autoResolve(conversation: string): void
  /** Somebody else's conversation in the same account, with a visitor's line and an agent's; default topic is WhatsApp. */
  foreign(options?: { channel?: string; text?: string }): Conversation

  /** An agent has looked at it: nothing is unread. */
  seen(conversation: string): void

  readonly webhook: string | null
  setWebhook(url: string | null): void
  setGeneration(generation: Generation): void
  /** Sends any body, rightly signed, as a webhook: unknown shapes, replays, another product's events. */
  hook(body: unknown): Delivery
  /** Base64 signature over exactly these bytes. */
  sign(raw: Uint8Array | string): string
  /** Makes a new token; the old one dies at once. */
  renewToken(): string
  /** Signs with another key from now on, also what is tried again. */
  renewKey(): void
  /** Calls `changed` whenever anything changed; the returned function stops that. */
  watch(changed: () => void): () => void
  /** Resolves when no webhook is on its way or waiting for a retry. */
  quiet(): Promise<void>

  /** Takes the port again after `stop()`; the account is as it was, and unfinished webhooks go on. */
  start(): Promise<void>
  /** Cuts every connection and leaves nothing open. */
  stop(): Promise<void>
}

export async function startFreshchat(options: FreshchatOptions = {}): Promise<Freshchat> {
  const freshchat = simulator(options)
  await freshchat.start()
  return freshchat
}
