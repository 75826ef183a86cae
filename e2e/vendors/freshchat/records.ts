/** What the account really holds: the truth that tests and the agent page look at. Not the vendor's wire shapes (wire.ts). */

/** ISO-8601 UTC with milliseconds and Z, always from the account's own clock. */
export type Time = string

/** One message part as it is on the wire: an object with exactly one key, such as `{ text: { content } }`. */
export type Part = { [kind: string]: unknown }

export type Actor = { kind: 'user' | 'agent' | 'system' | 'bot'; id: string | null }

export type Message = {
  id: string
  at: Time
  by: Actor
  /** `private` is an agents' note; `system` is a notice that nobody wrote. */
  type: 'normal' | 'private' | 'system'
  parts: Part[]
  replyParts: Part[]
  /** All text parts, joined by line breaks, for looking at. */
  text: string
  /** `api` for what a client posted; the vendor itself shows `api`, `web`, `mobile`, `system` … */
  source: string
  /** The interaction in which it was written. */
  interaction: string
  meta: { isResolved?: boolean; isReopen?: boolean }
  /** A second, undocumented-in-2018 way to mark a note: type `normal`, but for agents' eyes. */
  botsPrivateNote: boolean
  /** Set when the vendor took the request and yet failed to send the message (contract 1.5). */
  failed: { code: number; message: string } | null
  /** Clock time from which attachments show their URL (contract 5.9); 0 = at once. */
  urlFrom: number
}

export type Status = 'new' | 'assigned' | 'resolved' | 'reopened' | 'waiting on customer' | 'waiting on internal team'

export type Conversation = {
  id: string
  /** The parallel numeric identity, as digits; no endpoint takes it. */
  number: string
  channel: string
  user: string
  status: Status
  agent: string | null
  group: string | null
  properties: Record<string, unknown>
  /** `<number>-<epoch ms>`, new with each reopening. */
  interaction: string
  at: Time
  updated: Time
  /** Oldest first. */
  messages: Message[]
  /** Visitor's messages that no agent has looked at on the agent page. */
  unread: number
  rating: { score: number; comment: string | null } | null
  /** True for conversations that belong to somebody else's integration. */
  foreign: boolean
}

export type User = {
  id: string
  at: Time
  updated: Time
  email: string | null
  firstName: string
  lastName: string | null
  phone: string | null
  avatar: string | null
  referenceId: string | null
  properties: { name: string; value: unknown }[]
  socialProfiles: { type: string; id: string }[]
  restoreId: string
  orgContactId: string
}

export type Agent = {
  id: string
  orgId: string
  email: string
  firstName: string
  lastName: string
  avatar: string | null
  role: string
  groups: string[]
  available: boolean
  deactivated: boolean
  at: Time
  /** Left out: they are there. */
  deleted?: boolean
}

export type Group = { id: string; orgId: string; name: string; description: string }

export type Channel = {
  id: string
  number: string
  name: string
  enabled: boolean
  public: boolean
  /** `FRESHCHAT` is the web; others are e-mail, WhatsApp … */
  source: string
  welcome: string
  updated: Time
}

export type StoredFile = { hash: string; name: string; type: string; bytes: string; at: Time; image: boolean }

/** Plain JSON, so that it can be kept in a file and given back. */
export type AccountState = {
  agents: Agent[]
  groups: Group[]
  channels: Channel[]
  users: User[]
  conversations: Conversation[]
  files: StoredFile[]
}
