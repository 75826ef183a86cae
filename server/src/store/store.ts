// long because the ports of the store stand together: whoever uses one sees what the others promise.
/**
 * The ports of the store. Every one has the same conformance suite on both engines (store/conformance). Nothing here is a
 * cache: when a promise resolves, what it says is on disk. A store that cannot write rejects with StoreTrouble.
 */
import type { ConversationId, FileId, Generation, Json, Ms, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Decision } from '../conversation/decision.ts'
import type { Delivery } from '../conversation/deliveries.ts'
import type { Event } from '../conversation/events.ts'
import type { AccountId, DeliveryId, HandoffId, Origin, ThreadId } from '../conversation/ids.ts'
import type { Why } from '../outcome.ts'

/** The disk or the database refused; nothing of the call was kept. `busy`: worth another try soon. */
export class StoreTrouble extends Error {
  readonly busy: boolean
  constructor(message: string, busy: boolean, cause?: unknown) {
    super(message, { cause })
    this.busy = busy
  }
}

export interface Store {
  readonly log: Log
  readonly outbox: Outbox
  readonly inbox: Inbox
  readonly sites: Sites
  readonly visitors: Visitors
  readonly handoffs: Handoffs
  readonly desks: Desks
  readonly files: Files
  /** Of this history; a restored backup gets a new one by `baton` after the restore. */
  readonly generation: Generation
  /** One cheap write and read; rejects when the store cannot keep a promise now. */
  probe(): Promise<void>
  close(): Promise<void>
}

/** The result of a write. `repeated`: the origin was known, nothing changed, `seq` is the first answer again. */
export type Written = { conversation: Conversation; events: Event[]; seq: Seq; repeated: boolean }
/** `settles`: the claim whose doing brought this input; settled in the same commit. */
export type WriteBy = { origin: Origin; settles?: Claim }

export interface Log {
  /**
   * The one write: checks the origin, lets `decide` see the conversation, appends its events (numbered from now.seq + 1),
   * stores origins, the row, deliveries and cancellations, and settles the claim, all in one commit. `decide` is synchronous
   * and pure and may be called twice. `fold` gives the new row. Unknown id: 'unknown'. A claim that is no longer ours:
   * 'lostClaim', nothing was written. With a repeated origin the claim is still settled, and one that is gone is not called
   * lost: that is how it looks after an answer of ours got lost.
   * A decision without events still stores its origin.
   */
  write(
    id: ConversationId,
    by: WriteBy,
    decide: (now: Conversation) => Decision,
  ): Promise<Written | 'unknown' | 'lostClaim'>
  /** The visitor's open conversation, made when there is none; one that is closed stays as it is. Unique even in a race. */
  begin(site: SiteId, visitor: VisitorId, newId: ConversationId): Promise<ConversationId>
  get(id: ConversationId): Promise<Conversation | null>
  /** Events with seq > `from` (way on, ascending) or < `from` (way back, descending), at most `limit`. */
  read(id: ConversationId, from: Seq, way: 'on' | 'back', limit: number): Promise<Event[]>
  /** Events of which a visitor may see something that target messages in the given range changed later (edits, deletions). */
  editsOf(id: ConversationId, targets: { first: Seq; last: Seq }): Promise<Event[]>
  /** Every conversation that had this thread, newest handoff first: usually one. */
  conversationsOf(account: AccountId, thread: ThreadId): Promise<ConversationId[]>
  /** The seq that an origin led to; null: unknown. */
  seqOf(id: ConversationId, origin: Origin): Promise<Seq | null>
  /** All that led to an event, the other way round. */
  originsOf(id: ConversationId, seq: Seq): Promise<Origin[]>
  /** The visitor's conversations, newest first. */
  conversationsOfVisitor(
    visitor: VisitorId,
    limit: number,
  ): Promise<{ id: ConversationId; seq: Seq; startedAt: Time }[]>
  /** Conversations whose latest stay is under way (waiting or agent), with when a webhook or look last told of them. */
  openHandoffs(): Promise<{ id: ConversationId; handoff: HandoffId }[]>
  /** Conversations changed since the mark, for the poll that backs the bell: rows with `changed` > mark. A mark below zero asks only for the newest mark. */
  changedSince(mark: number): Promise<{ ids: ConversationId[]; mark: number }>
}

/** A delivery in somebody's hands. */
export type Claim = {
  delivery: Delivery
  conversation: ConversationId
  site: SiteId
  /** Fences the claim: rises with each claim of the row. */
  token: number
  /** Tries before this one that were given up or postponed. */
  attempts: number
  /** How many times it was postponed in doubt. */
  doubts: number
  /** An earlier try may have got through: it was unsure, or its claim was inherited from a dead owner or an expired lease. */
  doubt: boolean
  madeAt: Time
  /** When it was first postponed; null: never. */
  troubledAt: Time | null
  /** The probe of its account's closed gate: until when no other one passes. Null: the gate was open when it was claimed. */
  probe: Time | null
}

export type Buried = {
  id: DeliveryId
  conversation: ConversationId
  site: SiteId
  account: AccountId | null
  task: Delivery['task']
  why: Why
  at: Time
  attempts: number
}
/** `place`: among all that is owed. */
export type Overdue = {
  id: DeliveryId
  conversation: ConversationId
  handoff: HandoffId
  task: Delivery['task']
  madeAt: Time
  place: number
}
/** `until`: when the next probe passes. */
export type Gate = { account: AccountId; until: Time; why: Why }

export interface Outbox {
  /**
   * Claims due heads of lanes, durably, before anything is called: at most one per lane, at most `perAccount` of an account
   * in the hands of all servers together, round-robin over sites, none whose account's gate is closed. A claim whose owner is
   * dead or whose lease ran out is taken over with `doubt`. A head that waits for its time holds up its lane. The
   * delivery comes back with `wait` 0: it is over.
   */
  claim(owner: string, lease: Ms, limit: number, perAccount: number): Promise<Claim[]>
  /** False: lost. */
  renew(claim: Claim, lease: Ms): Promise<boolean>
  /** Gives it back, to be tried at `until`; `doubt`: perhaps done. Counts as an attempt unless `free` (a closed gate). False: lost. */
  postpone(claim: Claim, until: Time, why: Why, how: { doubt: boolean; free?: boolean }): Promise<boolean>
  /** Removes it without an input. */
  settle(claim: Claim): Promise<boolean>
  /** Moves it to the dead letters, where an owner sees it; the lane goes on. */
  bury(claim: Claim, why: Why): Promise<boolean>
  /**
   * Puts a dead letter back where it was in its lane, so before all that was made after it, with doubt and attempts as they
   * were; `troubledAt` is null again. False: not there.
   */
  again(id: DeliveryId): Promise<boolean>
  /** Removes a dead letter for good. */
  forget(id: DeliveryId): Promise<boolean>
  buried(site: SiteId | null): Promise<Buried[]>
  /**
   * Closes an account's gate for all servers until then or later, if it is closed for longer already; null opens it. Then one
   * probe passes, and the next one when its lease is over and nothing more is heard of it. `probe`: that of the claim, which
   * need not be waited for any more.
   */
  gate(account: AccountId, until: Time | null, why: Why, probe?: Claim['probe']): Promise<void>
  /** What a probe found: opens its gate, or lets the next one pass now; neither before a time that the account has named meanwhile. */
  probed(probe: Claim, found: 'works' | 'nothing'): Promise<void>
  gates(): Promise<Gate[]>
  /** Gives back all claims of an owner that died, as doubtful (at start: the former self). */
  inherit(owner: string): Promise<number>
  /** Messages to a desk made before then that wait unclaimed, oldest first, from behind `after`: their visitors should be told. */
  overdue(before: Time, limit: number, after?: Overdue): Promise<Overdue[]>
  /**
   * When the next row is due, its gate opens or a lease runs out; null: nothing waits. Rows that only lack room are due: a
   * settled claim makes room, not time.
   */
  nextDue(): Promise<Time | null>
  counts(): Promise<{ waiting: number; claimed: number; buried: number; oldest: Time | null }>
}

/** One stay with a desk, for owners. */
export type HandoffFacts = {
  id: HandoffId
  conversation: ConversationId
  site: SiteId
  desk: string
  by: 'visitor' | 'bot' | 'baton'
  reason: string
  requestedAt: Time
  /** When an agent first wrote; null: nobody did. */
  answeredAt: Time | null
  endedAt: Time | null
  /** Null while it is under way. */
  outcome: HandoffEnd | null
  rating: { score: number; comment: string | null } | null
  /** How often it went on after it had ended. */
  resumed: number
}

/** Written by `Log.write` in the commit that changes a stay. */
export interface Handoffs {
  /** A site's stays that were requested before then, newest first. */
  newest(site: SiteId, before: Time, limit: number): Promise<HandoffFacts[]>
}

export type InboxRow = { id: number; account: AccountId; thread: ThreadId; receivedAt: Time; events: Json }

export interface Inbox {
  /** Keeps what verified webhooks told, before the 200. One row per event of a thread. */
  add(rows: { account: AccountId; thread: ThreadId; events: Json }[]): Promise<InboxRow[]>
  /** Rows that are not done, oldest first; of one thread, when given. */
  waiting(limit: number, thread?: { account: AccountId; thread: ThreadId }): Promise<InboxRow[]>
  done(ids: number[]): Promise<void>
  /** Removes rows that matched no thread in time. Returns how many. */
  expire(before: Time): Promise<number>
}

export type SiteVersion = {
  site: SiteId
  version: number
  appliedAt: Time /** the parsed site with its bot files, as stored */
  config: Json
}

export interface Sites {
  /** Makes a version unless it equals the newest. */
  apply(site: SiteId, config: Json): Promise<SiteVersion>
  newest(): Promise<SiteVersion[]>
  version(site: SiteId, version: number): Promise<SiteVersion | null>
  /** Rises with each apply and each secret: what another server watches. */
  revision(): Promise<number>
  /** Secrets are encrypted with BATON_SECRET_KEY before they come here. */
  setSecret(name: string, sealed: Uint8Array): Promise<void>
  secret(name: string): Promise<Uint8Array | null>
  secretNames(): Promise<string[]>
  removeSecret(name: string): Promise<boolean>
}

export type Visitor = { id: VisitorId; site: SiteId; seenAt: Time }

export interface Visitors {
  /** `tokenHash`: SHA-256 of the token; the token itself is never kept. */
  mint(site: SiteId, id: VisitorId, tokenHash: Uint8Array): Promise<Visitor>
  byToken(site: SiteId, tokenHash: Uint8Array): Promise<Visitor | null>
  get(id: VisitorId): Promise<Visitor | null>
  seen(id: VisitorId, at: Time): Promise<void>
}

/** Keeps what a desk learned, sealed, shared by all servers; compare-and-swap. */
export interface Desks {
  get(account: AccountId, key: string): Promise<{ sealed: Uint8Array; version: number } | null>
  /** `was` null: only when absent. False: another wrote first. */
  set(account: AccountId, key: string, sealed: Uint8Array, was: number | null): Promise<boolean>
  remove(account: AccountId, key: string): Promise<void>
  /**
   * A lease by name, for work that one owner does at a time. Null: held by another. The same owner gets it again, for longer;
   * `token` rises each time.
   */
  lease(name: string, owner: string, ms: Ms): Promise<{ token: number } | null>
  release(name: string, owner: string): Promise<void>
  /** When a webhook or a look last told of a thread, and up to where catch-up has read. */
  heard(account: AccountId, thread: ThreadId, at: Time): Promise<void>
  thread(account: AccountId, thread: ThreadId): Promise<{ heardAt: Time | null; mark: string | null } | null>
  setMark(account: AccountId, thread: ThreadId, mark: string): Promise<void>
}

/** What is known of a file; its bytes are apart. */
export type FileFacts = {
  id: FileId
  site: SiteId
  conversation: ConversationId
  /** Whose it is; null: a desk's. */
  visitor: VisitorId | null
  /** Which account told of it, and where it is to be had; null: a visitor's. */
  desk: { account: AccountId; source: FileSource } | null
  /** wanted: its bytes are to come · kept: they are here · refused: they never will be. */
  state: 'wanted' | 'kept' | 'refused'
  /** Of what was refused: a code. */
  why: string | null
  name: string
  /** What it is; null until it is kept. */
  type: string | null
  /** In bytes. Of a visitor's that is wanted: what was reserved for it. */
  size: number
  /** Of images, in pixels. */
  width: number | null
  height: number | null
  madeAt: Time
  /** How often fetching it was begun. */
  tries: number
}
export type FileSource = { url: string; name: string | null }
/** A desk's file in somebody's hands. `token` fences the claim. */
export type FileClaim = { file: FileFacts & { desk: NonNullable<FileFacts['desk']> }; token: number }

export interface Files {
  get(id: FileId): Promise<FileFacts | null>
  /** Null: not kept. */
  bytes(id: FileId): Promise<Uint8Array | null>
  /**
   * Notes a visitor's file that is to come, or renews it while it is wanted. False: it is known and not wanted any more, or there
   * is no room: at most `files` of visitors in the conversation, and `bytes` of this visitor since then, refused ones
   * included. What was reserved before `fresh` and did not come takes no room. Holds in a race, too.
   */
  reserve(
    file: Pick<FileFacts, 'id' | 'site' | 'conversation' | 'name' | 'size'> & { visitor: VisitorId },
    room: { files: number; bytes: number; since: Time; fresh: Time },
  ): Promise<boolean>
  /** Notes files of desks, to be fetched at once; one that is known stays as it is. */
  want(
    files: (Pick<FileFacts, 'id' | 'site' | 'conversation' | 'name'> & { account: AccountId; source: FileSource })[],
  ): Promise<void>
  /** Takes desks' files that are due and in nobody's hands, for so long. */
  claim(owner: string, lease: Ms, limit: number): Promise<FileClaim[]>
  /** Takes one, due or not; null: in somebody's hands, resting, or not to be fetched. */
  claimOne(owner: string, id: FileId, lease: Ms): Promise<FileClaim | null>
  /** Frees all that an owner that died had in its hands (at start: the former self). */
  inherit(owner: string): Promise<void>
  /** Gives it back, due after `wait`; not even `claimOne` takes it before `rest`. False: not ours any more. */
  postpone(claim: FileClaim, wait: Ms, rest: Ms): Promise<boolean>
  /** Keeps facts and bytes in one commit. False: it was not wanted any more, and nothing changed. */
  keep(
    id: FileId,
    kept: { bytes: Uint8Array; name: string; type: string; width: number | null; height: number | null },
  ): Promise<boolean>
  /** For ever. False: it was not wanted any more. */
  refuse(id: FileId, why: string): Promise<boolean>
  /** A message names it from now on, so it stays. False: it is not kept. */
  attach(id: FileId): Promise<boolean>
  /** How long until one can be claimed; null: none is to be fetched. */
  nextDue(): Promise<Ms | null>
  /** Removes visitors' files that no message names and that were begun before then. Returns how many. */
  expire(before: Time): Promise<number>
}
