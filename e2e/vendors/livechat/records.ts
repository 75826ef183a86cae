/** What the account really holds: the truth that tests and the agent page look at. Not the vendor's wire shapes (wire-*.ts). */

/** RFC 3339 UTC with microseconds and Z, strictly increasing in one account (contract 1.6). */
export type Time = string

export type Json = { [field: string]: unknown }

/** namespace → name → value. */
export type Properties = Record<string, Record<string, unknown>>

export type Visibility = 'all' | 'agents'

export type EventType =
  | 'message'
  | 'file'
  | 'rich_message'
  | 'form'
  | 'filled_form'
  | 'custom'
  | 'system_message'
  | 'system'
  | 'mystery'

export type ChatEvent = {
  /** `<thread>_<n>`, or a UUID by a fault. */
  id: string
  at: Time
  type: EventType
  /** Customer id, agent's e-mail or bot's id; null for what nobody wrote. */
  author: string | null
  /** `agents` = a private note, a whisper, a notice for agents. */
  visibility: Visibility
  customId: string | null
  properties: Properties
  /** The fields of the type as on the wire: `text`, `url`, `elements`, `system_message_type` … */
  content: Json
  /** For looking at: the text, the file's name, or the titles. */
  text: string
  deleted: boolean
  /** The app through whose token it was sent, `pat` for a personal token; null = a person on a page. */
  client: string | null
}

export type ChatUser = {
  id: string
  type: 'customer' | 'agent'
  /** `agents` = a supervisor, whom the customer never sees. */
  visibility: Visibility
  present: boolean
  seenUpTo: Time | null
}

export type Thread = {
  /** Ten upper-case letters and digits. */
  id: string
  at: Time
  active: boolean
  /** Everybody who was in it. */
  users: string[]
  /** Oldest first. */
  events: ChatEvent[]
  properties: Properties
  groups: number[]
  /** Since when it waits for an agent; null = it does not. */
  queuedAt: Time | null
  tags: string[]
  /** How it ended, in the words of the system messages; null while active. */
  ended: string | null
}

export type Chat = {
  id: string
  customer: string
  groups: number[]
  properties: Properties
  users: ChatUser[]
  /** Oldest first; only the last one may be active. */
  threads: Thread[]
  /** E-mails of agents who follow it. */
  followers: string[]
  /** The customer's events that no agent has looked at on the agent page. */
  unread: number
  /** What the customer is typing now, as last told by sneak peek. */
  sneakPeek: string | null
  /** Agents who are typing now. */
  typing: string[]
  anonymized: boolean
  /** True for chats that belong to somebody else's integration. */
  foreign: boolean
}

export type Customer = {
  id: string
  at: Time
  /** The app whose token made this customer. */
  clientId: string
  name: string | null
  email: string | null
  phone: string | null
  avatar: string | null
  sessionFields: Record<string, string>[]
  omnichannel: Json
  address: Json | null
  sideStorage: Record<string, string>
  bannedUntil: Time | null
  page: { url?: string; title?: string } | null
}

export type RoutingStatus = 'accepting_chats' | 'not_accepting_chats' | 'offline'

export type Priority = 'first' | 'normal' | 'last' | 'supervisor'

export type Agent = {
  /** E-mail; for a bot 32 hex digits. This is the id of webhooks and the Agent API. */
  id: string
  /** The other id, of the Customer API: 32 hex digits, joined to the e-mail by nothing. */
  hex: string
  accountId: string
  name: string
  jobTitle: string
  avatar: string | null
  role: 'owner' | 'administrator' | 'normal'
  groups: { id: number; priority: Priority }[]
  status: RoutingStatus
  maxChats: number
  bot: boolean
  /** Of a bot: the app that made it, and what its tokens are issued for. */
  client?: string
  secret?: string
}

export type Group = { id: number; name: string; language: string }

/** An app of the Developer Console. */
export type App = {
  clientId: string
  clientSecret: string
  name: string
  redirectUris: string[]
  scopes: string[]
  /** Private installation on this license; without it nothing is delivered (contract 8.15). */
  installed: boolean
  webhooksEnabled: boolean
}

export type Webhook = {
  id: string
  action: string
  url: string
  secret: string
  owner: string
  type: 'license' | 'bot'
  filters: Json
  additionalData: string[]
  description: string
  /** Clock time from which it is live; changes may need two minutes to act (contract 1.6). */
  from: number
}

export type RegisteredProperty = { owner: string; name: string; type: string; access: Json; public: boolean }

/** Times are clock times in ms. */
export type Token = {
  kind: 'access' | 'refresh' | 'customer'
  token: string
  clientId: string
  /** Agent's e-mail, or the customer's id. */
  holder: string
  scopes: string[]
  expires: number
  revoked: boolean
}

export type Code = {
  code: string
  clientId: string
  agent: string
  redirectUri: string
  challenge: { method: string; value: string } | null
  expires: number
  used: boolean
}

export type Pat = { accountId: string; token: string; agent: string; scopes: string[] }

export type StoredFile = {
  hash: string
  name: string
  type: string
  /** base64 */
  bytes: string
  at: number
  /** Sent in an event; before that the link lives 24 hours. */
  permanent: boolean
}

/** Plain JSON, so that it can be kept in a file and given back. */
export type AccountState = {
  organizationId: string
  licenseId: number
  agents: Agent[]
  groups: Group[]
  apps: App[]
  pats: Pat[]
  tokens: Token[]
  codes: Code[]
  /** Value of the cookie `__lc_cst` → customer id. */
  cookies: Record<string, string>
  webhooks: Webhook[]
  properties: RegisteredProperty[]
  customers: Customer[]
  chats: Chat[]
  files: StoredFile[]
  /** Of the last stamp given, in µs. */
  lastStamp: number
}
