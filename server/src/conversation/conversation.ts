import type { AgentRef, ConversationId, Ms, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { DeliveryTrouble, HandoffEnd, Mode } from '@baton/shared/timeline.ts'
import type { AccountId, DeskName, HandoffId, ThreadId, TicketId, VendorId, VendorTime } from './ids.ts'
import type { Asked, Attributes, Contact } from './requests.ts'

/**
 * What deciding needs to know of a conversation: the fold of its log, kept beside it as one narrow row. Nothing here grows
 * with the number of messages: lists are of what is open, or the last few.
 */
export type Conversation = {
  id: ConversationId
  site: SiteId
  visitor: VisitorId
  /** Of the last event; 0 before the first. */
  seq: Seq
  mode: Mode
  /** Rises each time the holder changes: the fence for bot turns and timers. */
  stint: number
  language: string | null
  page: string | null
  /** Where the bot's memory stands in the log; null: none yet. */
  memoryAt: Seq | null
  /** Turns in a row that the bot failed or did not understand. */
  botFailures: number
  /** Turns in a row in which the bot had no answer of its own. */
  puzzled: number
  /** What is known of who the visitor is; nothing of it is proven. */
  contact: Contact
  attributes: Attributes
  /** Whether the visitor has said anything at all. */
  spoke: boolean
  /** A desk gave it back, and nothing was said since: a bot that hands over again now would go round. */
  quiet: boolean
  /** What the visitor is asked and may still answer, newest last, at most 4. */
  asks: Asked[]
  /** A form was shown before a handoff: once is enough. */
  formAsked: boolean
  /** What was passed on, newest last, at most 8. */
  tickets: PassedOn[]
  /** The latest stay with a desk, under way or ended; null: none yet. */
  handoff: Handoff | null
  /** Earlier threads of this conversation that an agent may still write in, newest first, at most 8. */
  former: Handoff[]
  /** Everybody who answered here. */
  agents: { [ref: string]: { name: string | null; picture: string | null } }
  trouble: { [seq: string]: DeliveryTrouble }
}

export type PassedOn = {
  id: TicketId
  seq: Seq
  at: Time
  reason: string
  state: 'owed' | 'made' | 'failed'
}

export type Handoff = {
  id: HandoffId
  by: 'visitor' | 'bot' | 'baton'
  reason: string
  desk: DeskName
  account: AccountId
  siteVersion: number
  /** `seq` of its handoffRequested: what came before is context, what comes after is sent message by message. */
  from: Seq
  requestedAt: Time
  deadline: Time
  thread: ThreadId | null
  stretch: string | null
  url: string | null
  openedAt: VendorTime | null
  /** The desk's id of the last message of ours that is surely there: where a look-up by position begins. */
  last: VendorId | null
  /** Null while under way. */
  ended: HandoffEnd | null
  endedAt: Time | null
  /** When an agent first wrote, by our clock. */
  answeredAt: Time | null
  rating: { score: number; comment: string | null } | null
  /** Desks that were asked before this one. */
  tried: DeskName[]
  /** The vendor's time of the last change of state; an older one is late and changes nothing. */
  stateAt: VendorTime | null
  /** Who holds it there, as far as the desk said. */
  agent: AgentRef | null
  /** Whether the desk said so by assigning them; somebody who only wrote is not missed when nobody is assigned. */
  assigned: boolean
  /** How often an ended stay went on. */
  resumed: number
  /** How often its thread was lost and opened anew. */
  lost: number
  /** The page said something new of the visitor before there was a thread: its opening may have begun without that. */
  describedMeanwhile?: true
  queue: { position: number | null; wait: Ms | null } | null
  /** The visitor's messages that the desk does not surely have yet, in the order of their lane. */
  owed: { seq: Seq; print: string }[]
  /** The last messages from the desk with the vendor's time, newest last, at most 50: for `before`. */
  recent: { seq: Seq; at: VendorTime }[]
}

/** A conversation before its first event. */
export const emptyConversation = (id: ConversationId, site: SiteId, visitor: VisitorId): Conversation => ({
  id,
  site,
  visitor,
  seq: 0 as Seq,
  mode: 'bot',
  stint: 1,
  language: null,
  page: null,
  memoryAt: null,
  botFailures: 0,
  puzzled: 0,
  contact: {},
  attributes: {},
  spoke: false,
  quiet: false,
  asks: [],
  formAsked: false,
  tickets: [],
  handoff: null,
  former: [],
  agents: {},
  trouble: {},
})

const handoffDefaults = { by: 'visitor', reason: '', endedAt: null, answeredAt: null, rating: null, tried: [] } as const

/** A conversation as it was stored, perhaps by an earlier version that knew less. */
export function storedConversation(state: string): Conversation {
  const stored = JSON.parse(state) as Conversation
  if (stored.asks) return stored
  const revive = (handoff: Handoff): Handoff => ({ ...handoffDefaults, ...handoff, tried: [] })
  return {
    ...emptyConversation(stored.id, stored.site, stored.visitor),
    ...stored,
    spoke: stored.seq > 1,
    handoff: stored.handoff && revive(stored.handoff),
    former: stored.former.map(revive),
  }
}
