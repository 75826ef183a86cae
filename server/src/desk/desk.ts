import type { ConversationId, Json, Ms, Seq, Time, VisitorId } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { AccountId, DeliveryId, ThreadId, VendorId, VendorTime } from '../conversation/ids.ts'
import type { Audience, Availability } from '../conversation/inputs.ts'
import type { Outcome } from '../outcome.ts'

/**
 * Where people answer. Built with `{ memory, http, clock }`; keeps nothing but caches in the process. Every call ends within
 * 30 s. `doubt`: an earlier try of the same call may have got through; look before doing it again.
 */
export interface Desk {
  readonly account: AccountId
  /** Finds or makes the visitor there. `known`: what an earlier call returned for this visitor and account. */
  identify(visitor: VisitorFacts, known: DeskVisitor | null, doubt: boolean): Promise<Outcome<DeskVisitor>>
  /** Opens a thread with what was said so far. The thread that comes back may be one that was open already. */
  open(opening: Opening, doubt: boolean): Promise<Outcome<{ thread: Thread; receipts: Receipt[] }>>
  /** Looks whether an earlier `open` got through; null: not there now, which is no proof that it never will be. Changes nothing. */
  findOpening(opening: Opening): Promise<Outcome<{ thread: Thread; receipts: Receipt[] } | null>>
  /** With `doubt` it looks once more (as `find`), and sends only when it is not there. */
  send(thread: Thread, order: Order, doubt: boolean): Promise<Outcome<Receipt>>
  /** Looks whether an earlier `send` of this order got through; null: not there now. Null for what may be done twice without harm. */
  find(thread: Thread, order: Order): Promise<Outcome<Receipt | null>>
  /** Best effort; never fails, never waits. */
  signal(thread: Thread, what: Passing | { seen: Time }): void
  /** Verifies the raw bytes and translates. Pure; tells everything of the account, our own posts included. */
  read(hook: { raw: Uint8Array; headers: Headers }): DeskEvent[] | 'forged'
  /** What webhooks may have missed since `mark`; null: since the thread began. Never fewer than there are; doubles are fine. */
  catchUp(
    thread: Thread,
    mark: Mark | null,
  ): Promise<Outcome<{ events: DeskEvent[]; state: ThreadState; mark: Mark; more: boolean }>>
  /** A live feed, where there is one; else does nothing. */
  watch(thread: Thread, to: { event(e: DeskEvent): void; passing(p: Passing): void }): () => void
  agent(id: string): Promise<Outcome<Agent>>
  /** An agent's file, with our credentials where it needs them. */
  file(file: DeskFile): Promise<Outcome<FileBody>>
  availability(): Promise<Availability>
  /** What an owner should know. read: changes nothing · live: opens a labelled test thread · mend: registers webhooks. */
  check(how: 'read' | 'live' | 'mend'): AsyncIterable<Check>
}

/** Proven or not, this is what the visitor or the site said; no proof means that it must not select history. */
export type VisitorFacts = {
  id: VisitorId
  name?: string
  email?: string
  phone?: string
  /** What the page says of them. */
  attributes?: { [name: string]: string | number | boolean }
  page?: string
  language?: string
}
/** The visitor as the desk knows them: the vendor's id, and what else the adapter must keep (tokens are in the memory, not here). */
export type DeskVisitor = { id: VendorId; more?: Json }

export type Opening = {
  key: DeliveryId
  conversation: ConversationId
  visitor: DeskVisitor
  facts: VisitorFacts
  siteName: string
  reason: string
  summary: string | null
  /** False: nobody waits for an answer, so it may be opened where nobody is there now. */
  waits: boolean
  /** What was said before, oldest first. `tapped`: a choice of the bot's, not the visitor's own words. */
  transcript: { by: 'visitor' | 'bot' | 'agent'; name?: string; at: Time; text: string; tapped?: true }[]
  /** This visitor's latest earlier thread at this desk's account, when there was one. */
  former: Thread | null
  /** Threads of other conversations or before; a look-up must not take one of them for the one it searches. */
  known: ThreadId[]
}

/** `visitor` is theirs as it was when the thread was opened. */
export type Thread = {
  account: AccountId
  id: ThreadId
  stretch: string | null
  openedAt: VendorTime
  url: string | null
  visitor: DeskVisitor
}
/** The vendor's id and time of something that we wrote; null id where the vendor gives none. */
export type Receipt = { id: VendorId | null; at: VendorTime | null }
/** Opaque: where catch-up goes on. */
export type Mark = string

/** `key` is our delivery's id, sent along where the vendor takes one. */
export type Order =
  /**
   * `last`: the vendor's id of the last message of ours that is surely there: where a look-up by position begins. `seq` counts ours.
   * `answers`: the vendor's id of the message whose `choice` was tapped.
   */
  | {
      kind: 'say'
      key: DeliveryId
      as: 'visitor' | 'bot'
      message: Message
      answers?: VendorId
      choice?: string
      last: VendorId | null
      seq: Seq
    }
  /** For agents' eyes; a desk without notes refuses. */
  | { kind: 'note'; key: DeliveryId; text: string }
  | { kind: 'assign'; key: DeliveryId; to: { agent?: string; group?: string } | null }
  /** 1 to 5. A desk that takes none refuses. */
  | { kind: 'rate'; key: DeliveryId; score: number; comment?: string }
  | { kind: 'close'; key: DeliveryId; by: 'visitor' | 'baton' }

/**
 * One thing that the desk told. `id` is the vendor's, the same by webhook and by catch-up where the vendor allows it; else made
 * from the facts so that the same thing told twice has the same id. Texts of what is not public are left out.
 */
export type DeskEvent = {
  account: AccountId
  thread: ThreadId
  stretch: string | null
  id: string
  at: VendorTime
} & DeskEventBody
export type DeskEventBody =
  | { kind: 'said'; by: DeskActor; audience: Audience; message: Message; key?: DeliveryId }
  | { kind: 'edited'; target: VendorId; message: Message; audience: Audience }
  | { kind: 'deleted'; target: VendorId }
  | { kind: 'tapped'; target: VendorId; choice: string }
  | { kind: 'joined' | 'left'; agent: string }
  | { kind: 'transferred'; to: string | null }
  | { kind: 'queued'; position?: number; wait?: Ms }
  | { kind: 'seen'; by: DeskActor; upTo: Time }
  | { kind: 'resolved'; by: 'agent' | 'visitor' | 'system' }
  | { kind: 'reopened' }
  /** 1 to 5, whatever the desk counts in. */
  | { kind: 'rated'; score: number; comment?: string }
  | { kind: 'unknown'; name: string }

/** visitor: any user of the desk, ours or not (`id` tells); agent; bot and system: the desk's own. */
export type DeskActor = { kind: 'visitor' | 'agent' | 'bot' | 'system' | 'unknown'; id: string | null }

/** `agent` null: nobody has it; undefined: the desk did not say who, which changes nothing. */
export type ThreadState = {
  open: boolean
  agent: string | null | undefined
  stretch: string | null
  at: VendorTime | null
}

/** `picture` is the vendor's address; it never reaches a visitor. Never an e-mail address as a name. */
export type Agent = { id: string; name: string; picture: string | null }
export type DeskFile = { url: string; name?: string }
export type FileBody = { bytes: Uint8Array; type: string; name?: string }
/** What visitors attached and what came from desks, as we keep it. Handed to a desk that gives files on. */
export interface KeptFiles {
  /** What stands behind the `url` of an image or file part (`/files/<FileId>`); null: it is not there any more. */
  read(url: string): Promise<FileBody | null>
}

/** One line of `baton check`. `mend` says what to click or type, and is there whenever `ok` is false. */
export type Check = { name: string; ok: boolean | null; says: string; mend?: string }

/** Durable, encrypted, shared by all servers. `set` answers false when another wrote first. */
export interface DeskMemory {
  get(key: string): Promise<{ value: Json; version: number } | null>
  set(key: string, value: Json, was: number | null): Promise<boolean>
  remove(key: string): Promise<void>
  /** One worker at a time, anywhere. */
  alone<T>(key: string, lease: Ms, work: () => Promise<T>): Promise<T | 'busy'>
}
