import type { AgentRef, Json, Ms, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { AccountId, DeskName, HandoffId, ThreadId, TicketId, VendorId, VendorTime } from './ids.ts'
import type { About, Answered, Ask, Attributes, Contact } from './requests.ts'

/** A stored fact. `seq` counts from 1 without holes; `at` is our clock at the commit, for people, never for order. */
export type Event = { seq: Seq; at: Time } & EventBody

export type EventBody =
  | { kind: 'conversationStarted'; language: string | null; page: string | null; title: string | null }
  /** Private. What the page said of the visitor, whole. */
  | { kind: 'visitorDescribed'; contact: Contact; attributes: Attributes }
  /**
   * `key` null: written in another place (the desk's own app, e-mail). `target`/`choice`: a tap on that message's quick reply. `page`,
   * private: where the visitor is by now, when it is another than before.
   */
  | { kind: 'visitorSaid'; key: SendKey | null; message: Message; target?: Seq; choice?: string; page?: string }
  /** Baton asks. `about` is private. */
  | { kind: 'asked'; ask: Ask; about: About }
  /** The question in a form was told as a visitorSaid; it is not among the values. */
  | { kind: 'answered'; key: SendKey; target: Seq; answer: Answered }
  /** `turn` null: the site's own words in the bot's place (it is down; there is no desk). */
  | { kind: 'botSaid'; turn: string | null; message: Message }
  /** Private. The bot's durable memory after that turn. */
  | { kind: 'botRemembered'; turn: string; memory: Json }
  /** Private. */
  | { kind: 'botFailed'; turn: string; code: string }
  /** Private. Told when the bot had no answer of its own, and when it has one again. */
  | { kind: 'botUnderstood'; turn: string; understood: boolean }
  /** The conversation left the bot's hands. Carries what later edits of the site must not change. */
  | {
      kind: 'handoffRequested'
      handoff: HandoffId
      desk: DeskName
      account: AccountId
      siteVersion: number
      by: 'visitor' | 'bot' | 'baton'
      reason: string
      summary: string | null
      deadline: Time
    }
  /** Private. The desk's record of this handoff is known; messages can be sent there. `openedAt` and `stretch` fence state. */
  | {
      kind: 'threadOpened'
      handoff: HandoffId
      thread: ThreadId
      stretch: string | null
      openedAt: VendorTime
      url: string | null
      vendorIds: VendorId[]
    }
  /** Private. The thread cannot be used any more (Freshchat: not the latest conversation); another is opened in its place. */
  | { kind: 'threadLost'; handoff: HandoffId; why: string }
  /** Private. The thread of a stay that had ended here was closed there too: nothing older brings anybody back. */
  | { kind: 'threadClosed'; handoff: HandoffId; vendorAt: VendorTime }
  /** Private. Nobody can be asked at its desk, and nothing was opened there: another one is asked in the same stay. */
  | {
      kind: 'handoffMoved'
      handoff: HandoffId
      desk: DeskName
      account: AccountId
      siteVersion: number
      why: 'closed' | 'down' | 'refused'
    }
  | { kind: 'queued'; position: number | null; wait: Ms | null }
  /** `assigned`: the desk put them in charge; else they just wrote. */
  | { kind: 'agentJoined'; agent: AgentRef; assigned: boolean; vendorAt: VendorTime | null }
  /** `deadline` set: nobody else is there, the visitor waits again, until then at the latest. */
  | { kind: 'agentLeft'; agent: AgentRef; vendorAt: VendorTime | null; deadline: Time | null }
  /** Private as such (faces travel in the status). Name and picture became known; `picture` is the vendor's address. */
  | { kind: 'agentIntroduced'; agent: AgentRef; name: string; picture: string | null }
  | {
      kind: 'agentSaid'
      handoff: HandoffId
      agent: AgentRef | null
      message: Message
      vendorAt: VendorTime
      before: Seq | null
    }
  | { kind: 'messageEdited'; target: Seq; message: Message | null }
  /** Private; the status shows trouble. delivered ends all trouble; `vendorIds` are the desk's ids of it, ours from now on. */
  | { kind: 'deliveryChanged'; target: Seq; state: 'late' | 'checking' | 'failed' | 'delivered'; vendorIds: VendorId[] }
  /** `opensAt`: only with deskClosed, where it is known. */
  | { kind: 'handoffEnded'; handoff: HandoffId; how: HandoffEnd; vendorAt: VendorTime | null; opensAt?: Time }
  /** An ended stay goes on: the agent wrote, or the desk reopened it. The visitor waits for them until `deadline` at the latest. */
  | { kind: 'handoffResumed'; handoff: HandoffId; vendorAt: VendorTime | null; deadline: Time }
  /** Private. 1 to 5. `by` desk: the visitor gave it there. */
  | { kind: 'handoffRated'; handoff: HandoffId; by: 'visitor' | 'desk'; score: number; comment: string | null }
  /** What cannot be answered now is passed on. `handoff`: the stay that ended so. All but `by` is private. */
  | {
      kind: 'ticketRequested'
      ticket: TicketId
      by: 'visitor' | 'bot'
      reason: string
      summary: string | null
      handoff: HandoffId | null
    }
  /** `target`: its ticketRequested. `url` is private. */
  | { kind: 'ticketMade'; ticket: TicketId; target: Seq; number: string | null; url: string | null }
  | { kind: 'ticketFailed'; ticket: TicketId; target: Seq; code: string }
  | { kind: 'conversationClosed'; why: 'resolved' | 'left' | 'bot' }

export type EventKind = EventBody['kind']
