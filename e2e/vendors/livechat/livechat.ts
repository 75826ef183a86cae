import type { Clock } from '../clock.ts'
import type { Faults as FaultsNamed } from '../faults.ts'
import type { Delivery } from '../hook-sender.ts'
import type { Breach, Request as RequestOf } from '../request-log.ts'
import type { Certificate } from '../server.ts'
import type { ErrorType } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import type {
  AccountState,
  Agent,
  App,
  Chat,
  ChatEvent,
  Customer,
  Group,
  Json,
  Pat,
  RoutingStatus,
  Thread,
  Webhook,
} from './records.ts'
import { simulator } from './simulator.ts'

export type { Attempt, Delivery } from '../hook-sender.ts'
export type { Breach } from '../request-log.ts'
export type Request = RequestOf<FaultName>
export type Faults = FaultsNamed<FaultName>

export type LivechatOptions = {
  /** Default 0: a free one. The same port is taken again by `start()` after `stop()`. */
  port?: number
  /** Serves https and wss instead of http and ws: for clients that insist on it. */
  tls?: Certificate
  /** Default: a fresh UUID. Ids of agents, apps and accounts follow from it. */
  organizationId?: string
  /** The seeded agent token (Ann's, with customers:own and all other scopes). Default: a fresh one. It lives as long as `tokenLife.agent`. */
  agentToken?: string
  /** Registered redirect URIs of the demo app (more may be pushed to `app.redirectUris`). Default: /oauth on localhost:3000 and 127.0.0.1:3000. */
  redirectUris?: string[]
  /** Prefix of tokens. Default `dal`. */
  region?: string
  /** Status per error type, over the map of errors.ts; the vendor publishes none (contract 9, U1). */
  statuses?: Partial<Record<ErrorType, number>>
  /** Seconds. Default 28,800 each (contract 1.4). */
  tokenLife?: { agent?: number; customer?: number }
  /** A chat without a new event for so many ms is archived by the router; null = never. Default 30 minutes (contract 8.19). */
  archiveAfter?: number | null
  /** Default: 10,000 ms to answer with exactly 200, three retries after 5, 15 and 40 s. Tests pass short gaps. */
  delivery?: { timeout?: number; gaps?: number[] }
  /** Default: 30,000 ms to log in, 30,000 ms of silence, 10 unanswered requests (contract 7.2). */
  rtm?: { login?: number; silence?: number; pending?: number }
  /** Requests a minute before too_many_requests; default 0 = no limit, since the vendor's number is not known. */
  perMinute?: number
  /** Active chats that each agent of the demo account takes at once; more wait in the queue. Default 6. */
  maxChats?: number
  /** Drives `chance` of faults. Default 1. */
  seed?: number
  clock?: Clock
  /** A kept account; default: the demo account of seed.ts. */
  state?: AccountState
}

/** What a person or bot can put into a chat, as on the wire: `{ type: 'rich_message', template_id, elements }` … */
export type Draft = { type: ChatEvent['type'] } & Json

/** What one agent does on the agent page. Chats are named by id; every act raises the webhooks and pushes that the vendor would. Acts that need an active thread throw without one. */
export interface AgentActs {
  /** The e-mail. */
  readonly id: string
  /** A message or any other event for everybody. Whoever is not yet in the chat takes it over by that. */
  reply(chat: string, what: string | Draft): ChatEvent
  /** A file event: uploaded and sent. */
  attach(chat: string, file: { name: string; type: string; bytes: Uint8Array }): ChatEvent
  /** An event with visibility `agents`; joins nobody to the chat. */
  note(chat: string, text: string): ChatEvent
  /** Streams an unfinished answer to the customer's sockets. */
  preview(chat: string, text: string, customId?: string): void
  typing(chat: string, on: boolean): void
  thinking(chat: string, title?: string, description?: string): void
  edit(chat: string, event: string, text: string): ChatEvent
  remove(chat: string, event: string): void
  /** Takes the chat out of the queue or from another agent, or gives it to that agent (e-mail or full name). */
  assign(chat: string, agent?: string): void
  /** Back to the queue. */
  unassign(chat: string): void
  /** Transfers to a group by id or name; nobody free there = queued. */
  toGroup(chat: string, group: number | string): void
  /** Joins with visibility `agents`: a supervisor, whom the customer never sees. */
  supervise(chat: string): void
  leave(chat: string): void
  /** Ends the thread: `manual_archived_agent`. */
  close(chat: string): void
  /** Starts a new thread in a chat that was closed, as this agent. */
  resume(chat: string): Thread
  /** Everything the customer wrote until now is seen. */
  seen(chat: string): void
  tag(chat: string, tag: string, on?: boolean): void
  /** Bans the chat's customer and ends the thread. */
  ban(chat: string, days?: number): void
  available(on: boolean): void
  status(status: RoutingStatus): void
}

/** The visitor in another place than the client's: the vendor's own widget. */
export interface VisitorActs {
  say(chat: string, what: string | Draft): ChatEvent
  /** Clicks a button of a rich message: a message with a postback, and the postback. */
  tap(chat: string, event: string, buttonText: string): ChatEvent
  rate(chat: string, score: 0 | 1 | null, comment?: string): void
  close(chat: string): void
}

/** A socket that is open now. */
export type SocketInfo = {
  id: number
  surface: 'customer' | 'agent'
  /** Customer id or agent's e-mail; null before login. */
  holder: string | null
  since: string
}

/** A whole simulated LiveChat account over HTTP and WebSocket on the loopback. */
export interface Livechat {
  /** `http://127.0.0.1:<port>`: the API (`/v3.6/…`), accounts (`/`, `/v2/…`), files, the agent page `/sim` and its API `/sim/api` alike. */
  readonly url: string
  /** The same with ws. */
  readonly rtmUrl: string
  readonly port: number
  readonly organizationId: string
  /** The demo app: client id and secret, redirect URIs. */
  readonly app: App
  readonly clientId: string
  readonly clientSecret: string
  /** Ann's, of the demo app, with all scopes: `dal:…`. */
  readonly agentToken: string
  /** Ann's too: accountId and token for Basic; cannot mint customer tokens. */
  readonly pat: Pat

  /** The truth, live: read it, do not write it. */
  readonly state: AccountState
  readonly agents: Agent[]
  readonly groups: Group[]
  readonly customers: Customer[]
  readonly chats: Chat[]
  readonly webhooks: Webhook[]
  /** By id, throws when there is none. */
  chat(id: string): Chat
  /** The newest thread of a chat. */
  thread(chat: string): Thread
  /** Of all threads, oldest first. */
  events(chat: string): ChatEvent[]

  readonly breaches: Breach[]
  /** RTM requests too, with the method `RTM`. */
  readonly requests: Request[]
  readonly deliveries: Delivery[]
  readonly faults: Faults
  readonly sockets: SocketInfo[]

  /** The first agent, Ann Archer. */
  readonly agent: AgentActs
  /** By e-mail or full name; throws when there is none. */
  as(agent: string): AgentActs
  readonly visitor: VisitorActs
  /** A system message, which nobody wrote. */
  systemSays(chat: string, type: string, text: string, visibility?: 'all' | 'agents'): ChatEvent
  /** The router ends it: inactive (default), offline, disconnected, signed_out, other … without a user_id. */
  archive(chat: string, why?: string): void
  /** An agent's rich message with choices, as a client of the vendor's bot would send. */
  botSays(chat: string, text: string, choices?: string[]): ChatEvent
  /** Personal data are deleted: the chat answers `chat_anonymized`. */
  anonymize(chat: string): void
  /** Somebody else's chat in the same account, with a visitor's line and an agent's. */
  foreign(options?: { text?: string; group?: number }): Chat
  /** An agent has looked at it: nothing is unread on the agent page. */
  seen(chat: string): void

  /** Registers a webhook per action for the demo app, as the Developer Console can. */
  registerWebhooks(url: string, options?: { secret?: string; actions?: string[]; onlyMyChats?: boolean }): Webhook[]
  /** Sends any body to the URLs registered for its action (or for anything, when the action is not known). */
  hook(body: Json): Delivery[]
  /** What a person does on the consent page: the URL to which the browser is sent back, with `code` or `error`. Default: Olga, the owner. */
  consent(authorizeUrl: string, options?: { agent?: string; deny?: boolean }): string
  /** A fresh agent token; scopes default to all of the app's. */
  agentTokenFor(agent: string, scopes?: string[]): string
  /** All tokens of agents, of customers, or both die now. */
  revokeTokens(which?: 'agents' | 'customers'): void
  /** Tells and closes all sockets of a holder, or all, for a reason of contract 7.2. */
  disconnect(reason: string, holder?: string): void
  /** Calls `changed` whenever anything changed; the returned function stops that. */
  watch(changed: () => void): () => void
  /** Resolves when no webhook is on its way or waiting for a retry. */
  quiet(): Promise<void>

  /** Takes the port again after `stop()`; the account is as it was, and unfinished webhooks go on. */
  start(): Promise<void>
  /** Cuts every connection and leaves nothing open. */
  stop(): Promise<void>
}

export async function startLivechat(options: LivechatOptions = {}): Promise<Livechat> {
  const livechat = simulator(options)
  await livechat.start()
  return livechat
}
