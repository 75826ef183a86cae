import type { Answered, Ask } from './asks.ts'
import type { AgentRef, Ms, SendKey, Seq, Time } from './ids.ts'
import type { Message } from './message.ts'

/**
 * What a visitor may see of an event: the result of the one projection (server/src/gateway/projection.ts). What is not
 * named here never leaves. `seq` may have holes, since private events take numbers too.
 */
export type Visible = { seq: Seq; at: Time } & VisibleBody

export type VisibleBody =
  /** `key` is set when the widget sent it: the sending tab finds its own pending row by it. `choice` names a tapped quick reply. */
  | { kind: 'visitorSaid'; key: SendKey | null; message: Message; choice?: string }
  | { kind: 'botSaid'; message: Message }
  /** `before`: older by the desk's clock than that message; every reader places it right before it. `agent` null: the desk itself. */
  | { kind: 'agentSaid'; agent: AgentRef | null; message: Message; before?: Seq }
  /** A person was asked for; the wait ends visibly at `deadline` at the latest. */
  | { kind: 'handoffRequested'; desk: string; deadline: Time }
  | { kind: 'agentJoined'; agent: AgentRef }
  | { kind: 'agentLeft'; agent: AgentRef }
  | { kind: 'handoffResumed' }
  /** `opensAt`: when somebody is there again; only with deskClosed, where it is known. */
  | { kind: 'handoffEnded'; how: HandoffEnd; opensAt?: Time }
  /** `message` null: it was deleted; its text never leaves again. */
  | { kind: 'messageEdited'; target: Seq; message: Message | null }
  | { kind: 'conversationClosed' }
  /** Baton asks; shown as long as `Status.asks` has its seq, and afterwards as what it was. */
  | { kind: 'asked'; ask: Ask }
  /** `key` as with visitorSaid. Longer words of a form come as a visitorSaid of their own. */
  | { kind: 'answered'; key: SendKey; target: Seq; answer: Answered }
  /** It was passed on; `by` says who wanted that. Its fate follows in one of the next two. */
  | { kind: 'ticketRequested'; by: 'visitor' | 'bot' }
  /** `target`: the request. `number` null: it has none. */
  | { kind: 'ticketMade'; target: Seq; number: string | null }
  /** It could not be passed on; the owner knows. */
  | { kind: 'ticketFailed'; target: Seq }

/**
 * How a stay with a desk ended.
 * resolved: by the agent or the desk · left: the visitor ended it · cancelled: the visitor stopped waiting · timedOut: nobody
 * came in time, the message stays with the team · message: a message was left there, nobody was waited for · deskClosed: outside
 * hours · failed: the desk could not take it.
 */
export type HandoffEnd = 'resolved' | 'left' | 'cancelled' | 'timedOut' | 'message' | 'deskClosed' | 'failed'

export type Mode = 'bot' | 'waiting' | 'agent' | 'closed'

/** An agent's public face. `picture` is a path on our own server. */
export type AgentFace = { name: string; picture?: string }

/**
 * How a visitor's message fares on its way to the desk, where there is something to tell: absent means nothing is wrong.
 * late: the desk does not answer, we keep trying · checking: perhaps delivered, we are looking · failed: the desk refused it.
 */
export type DeliveryTrouble = 'late' | 'checking' | 'failed'

/** The conversation's state at a batch's `upTo`: the fold of the log, as far as a visitor may know it. */
export type Status = {
  mode: Mode
  /** Rises each time the holder changes. */
  stint: number
  /** Who is answering, while `mode` is `agent`; null when the desk did not say. */
  agent: AgentRef | null
  agents: { [ref: string]: AgentFace }
  /** While `mode` is `waiting`. `position` counts from 1, `wait` is the desk's estimate. */
  waiting: { since: Time; deadline: Time; position?: number; wait?: Ms } | null
  trouble: { [seq: string]: DeliveryTrouble }
  /** Whether a person can be asked for at all. */
  canAskForPerson: boolean
  /** What can be answered now, by the seq of its `asked`. Left out: nothing. */
  asks?: Seq[]
}

/** What is shown and never stored; may be lost. `on: false` or 6 s of silence ends it. */
export type Passing =
  | { kind: 'typing'; by: 'visitor' | 'bot' | 'agent'; agent?: AgentRef; on: boolean }
  | { kind: 'draft'; by: 'bot'; turn: string; message: Message }
  | { kind: 'seen'; by: 'agent'; upTo: Time }
