import type { AgentRef, ConversationId, Ms, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { DeliveryTrouble, HandoffEnd, Mode } from '@baton/shared/timeline.ts'
import type { AccountId, DeskName, HandoffId, ThreadId, VendorId, VendorTime } from './ids.ts'

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
  /** The latest stay with a desk, under way or ended; null: none yet. */
  handoff: Handoff | null
  /** Earlier threads of this conversation that an agent may still write in, newest first, at most 8. */
  former: Handoff[]
  /** Everybody who answered here. */
  agents: { [ref: string]: { name: string | null; picture: string | null } }
  trouble: { [seq: string]: DeliveryTrouble }
}

export type Handoff = {
  id: HandoffId
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
  handoff: null,
  former: [],
  agents: {},
  trouble: {},
})
