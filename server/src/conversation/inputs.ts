import type { AgentRef, Json, Ms, SendKey, Seq } from '@baton/shared/ids.ts'
import type { Message, Part } from '@baton/shared/message.ts'
import type { AccountId, DeliveryId, HandoffId, ThreadId, TicketId, VendorId, VendorTime } from './ids.ts'
import type { Answered, Attributes, Contact } from './requests.ts'

/**
 * Something that happened and that the conversation must take in. Its origin travels beside it (record.ts). Shapes are
 * trusted here: they were parsed at the edge.
 */
export type Input =
  // the visitor
  /** `resolved`: the desk that last resolved a stay in the visitor's former conversation, within a day. */
  | { kind: 'opened'; language: string | null; page: string | null; title: string | null; resolved?: string | null }
  /** Back in the same conversation, a while after a desk resolved it. */
  | { kind: 'cameBack'; handoff: HandoffId }
  /** What the page says of the visitor, whole. */
  | { kind: 'described'; contact: Contact; attributes: Attributes }
  | { kind: 'wrote'; key: SendKey; text: string; page?: string | null }
  /** A file that is kept already, by the part that shows it. */
  | { kind: 'attached'; key: SendKey; part: Part; page?: string | null }
  /** `message`: the choice's label, looked up in the message that offered it. */
  | { kind: 'chose'; key: SendKey; target: Seq; choice: string; label: string; page?: string | null }
  /** To a question of ours; it fits what was asked. */
  | { kind: 'answered'; key: SendKey; target: Seq; answer: Answered }
  | { kind: 'askedForPerson' }
  | { kind: 'leftDesk' }
  // the bot
  | { kind: 'botReplied'; turn: string; stint: number; reply: Reply }
  | { kind: 'botFailed'; turn: string; stint: number; code: string }
  // what became of our deliveries
  | { kind: 'availabilityKnown'; stint: number; availability: Availability }
  | {
      kind: 'threadOpened'
      handoff: HandoffId
      thread: ThreadId
      stretch: string | null
      openedAt: VendorTime
      url: string | null
      vendorIds: VendorId[]
    }
  | { kind: 'delivered'; handoff: HandoffId; target: Seq; vendorIds: VendorId[] }
  | { kind: 'deliveryTroubled'; handoff: HandoffId; target: Seq; state: 'late' | 'checking' }
  | {
      kind: 'deliveryRefused'
      handoff: HandoffId
      what: 'open' | 'note' | 'assign' | 'close' | 'rate' | Seq
      code: string
    }
  | { kind: 'threadGone'; handoff: HandoffId; why: 'closed' | 'replaced' | 'deleted' | 'banned'; target: Seq | null }
  /** Our own close was done, at the desk's time. */
  | { kind: 'threadClosed'; handoff: HandoffId; at: VendorTime }
  | { kind: 'introduced'; agent: AgentRef; name: string; picture: string | null }
  | { kind: 'looked'; handoff: HandoffId; resumed: number }
  | { kind: 'timeUp'; name: 'wait'; stint: number }
  | { kind: 'ticketMade'; ticket: TicketId; number: string | null; url: string | null }
  | { kind: 'ticketRefused'; ticket: TicketId; code: string }
  // the desk
  | DeskInput

/** What the desk told of one of our threads, by webhook or catch-up. `id` of the origin is the vendor's where it has one. */
export type DeskInput = {
  kind: 'desk'
  account: AccountId
  thread: ThreadId
  stretch: string | null /** null: not said, only of a state */
  at: VendorTime | null
  told: DeskTold
}

export type DeskTold =
  | { kind: 'said'; by: Actor; audience: Audience; message: Message; vendorId: VendorId; key: DeliveryId | null }
  | { kind: 'edited'; target: Seq; message: Message | null }
  | { kind: 'joined'; agent: AgentRef; vendor: string }
  | { kind: 'left'; agent: AgentRef }
  /** `to` null: back in the queue. */
  | { kind: 'transferred'; to: AgentRef | null; vendor: string | null }
  | { kind: 'queued'; position: number | null; wait: Ms | null }
  | { kind: 'resolved'; by: 'agent' | 'visitor' | 'system' }
  | { kind: 'reopened' }
  /** The visitor rated it at the desk itself; 1 to 5. */
  | { kind: 'rated'; score: number; comment: string | null }
  /** The level: what catch-up found. `decide` turns a difference into events. */
  /** `agent` left out: the desk did not say who has it. */
  | { kind: 'state'; open: boolean; agent?: { ref: AgentRef; vendor: string } | null }
  | { kind: 'ignored' }

/** Who wrote, as the desk knows them. agent.ref is made by agentRef(); visitor: the person that we identified there. */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'agent'; ref: AgentRef; vendor: string }
  | { kind: 'bot' | 'system' | 'stranger' }
/** Never public by default: only what is positively known to be public may reach a visitor. */
export type Audience = 'public' | 'private' | 'unknown'

/** open: somebody may come soon · busy: a queue · closed: nobody before `until` · unknown: the desk does not say; `down`: it cannot. */
export type Availability =
  | { kind: 'open' }
  | { kind: 'busy'; position?: number; wait?: Ms }
  | { kind: 'closed'; until?: number }
  | { kind: 'unknown'; down?: boolean }

export type Reply = {
  messages: Message[]
  memory: Json
  /** Whether the bot had an answer of its own; null: it cannot tell. */
  understood: boolean | null
  then: { kind: 'stay' | 'end' } | { kind: 'handoff' | 'ticket'; reason: string; desk?: string; summary?: string }
}
