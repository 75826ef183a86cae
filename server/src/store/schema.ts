import type { ConversationId, FileId, Json, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Generated, Selectable } from 'kysely'
import type { Task } from '../conversation/deliveries.ts'
import type { EventKind } from '../conversation/events.ts'
import type { AccountId, DeliveryId, HandoffId, Origin, ThreadId } from '../conversation/ids.ts'

/**
 * The tables, as the newest migration leaves them. Times are integers (ms since 1970), JSON is text, a boolean is 0 or 1.
 * They are the same on both engines.
 */
export type Schema = {
  meta: Meta
  conversations: ConversationRow
  events: EventRow
  origins: OriginRow
  threads: ThreadRow
  handoffs: HandoffRow
  outbox: OutboxRow
  dead_letters: DeadLetterRow
  gates: GateRow
  inbox: InboxTable
  site_versions: SiteVersionRow
  secrets: SecretRow
  visitors: VisitorRow
  desk_memory: DeskMemoryRow
  desk_threads: DeskThreadRow
  leases: LeaseRow
  files: FileTable
  file_bytes: FileBytesRow
}

/** JSON as text; `T` says what is in it. */
export type Text<T = Json> = string & { readonly holds?: T }

type Meta = { key: 'generation' | 'revision'; value: string }

type ConversationRow = {
  id: ConversationId
  site: SiteId
  visitor: VisitorId
  /** 1 until it is closed, then null for ever: one open conversation per visitor is a unique index over it. */
  open: 1 | null
  /** Rises with each write, also with one that adds no event: the fence between writers. */
  version: number
  seq: Seq
  /** The fold of the log. */
  state: Text
  /** The latest stay, while it is under way. */
  handoff: HandoffId | null
  started_at: Time
  /** The engine's mark of the last write, for `changedSince`. */
  changed: number
}

type EventRow = {
  conversation: ConversationId
  seq: Seq
  at: Time
  kind: EventKind
  /** The event without seq, at and kind. */
  body: Text
  /** Of what changes how an earlier message is shown: which one. */
  edits: Seq | null
}

/** `seq`: where the log stood after the write that brought it. */
type OriginRow = { conversation: ConversationId; origin: Origin; seq: Seq }

type ThreadRow = { account: AccountId; thread: ThreadId; handoff: HandoffId; conversation: ConversationId; at: Time }

/** One stay with a desk, as its owner sees it; what the newest fold says of it. */
export type HandoffRow = {
  id: HandoffId
  conversation: ConversationId
  site: SiteId
  desk: string
  asked_by: 'visitor' | 'bot' | 'baton'
  reason: string
  requested_at: Time
  answered_at: Time | null
  ended_at: Time | null
  /** Null while under way. */
  outcome: HandoffEnd | null
  score: number | null
  comment: string | null
  resumed: number
}

/** What a delivery keeps wherever it lies. */
type DeliveryColumns = {
  id: DeliveryId
  conversation: ConversationId
  site: SiteId
  lane: string
  /** Empty: ours, no vendor's. */
  account: AccountId | ''
  handoff: HandoffId | null
  kind: Task['kind']
  task: Text
  made_at: Time
  attempts: number
  /** How many times it was postponed in doubt. */
  doubts: number
  doubt: 0 | 1
  token: number
}

type OutboxRow = DeliveryColumns & {
  troubled_at: Time | null
  /** The order in which deliveries were made, and so the order of each lane. */
  place: number
  /** Site and account: those who take turns when claims are handed out. */
  share: string
  due: Time
  /** `due`, while it is the first of its lane and in nobody's hands; null otherwise. The index to claim by. */
  ready: Time | null
  /** Null: in nobody's hands. */
  owner: string | null
  /** By the engine's clock, which all servers share. */
  leased_until: number | null
}

type DeadLetterRow = DeliveryColumns & { place: number; share: string; why: Text; buried_at: Time }

type GateRow = { account: AccountId; until: Time; why: Text; probe_until: Generated<Time> }

type InboxTable = { id: Generated<number>; account: AccountId; thread: ThreadId; received_at: Time; events: Text }

type SiteVersionRow = { site: SiteId; version: number; applied_at: Time; config: Text }
type SecretRow = { name: string; sealed: Uint8Array }
type VisitorRow = { id: VisitorId; site: SiteId; token_hash: Uint8Array; seen_at: Time }

type DeskMemoryRow = { account: AccountId; key: string; sealed: Uint8Array; version: number }
type DeskThreadRow = { account: AccountId; thread: ThreadId; heard_at: Time | null; mark: string | null }
/** `until` by the engine's clock, as in the outbox. */
type LeaseRow = { name: string; owner: string; token: number; until: number }

type FileTable = {
  id: FileId
  site: SiteId
  conversation: ConversationId
  /** Null: a desk's. */
  visitor: VisitorId | null
  /** Null: a visitor's. */
  account: AccountId | null
  /** Where the desk has it. */
  source: Text | null
  state: 'wanted' | 'kept' | 'refused'
  why: string | null
  name: string
  type: string | null
  size: number
  width: number | null
  height: number | null
  /** When it was begun or last renewed. */
  made_at: Time
  /** 1: a message names it. */
  attached: Generated<0 | 1>
  /** When to fetch it, by the engine's clock; null: nothing is to be fetched. The index to claim by. */
  due: number | null
  /** As in the outbox; also how long it rests after a try. */
  leased_until: number | null
  /** Null: in nobody's hands, or it rests. */
  leased_by: string | null
  tries: Generated<number>
  token: Generated<number>
}
export type FileRow = Selectable<FileTable>
type FileBytesRow = { id: FileId; bytes: Uint8Array }
