import type { AgentRef, Ms, Seq } from '@baton/shared/ids.ts'
import type { AccountId, DeliveryId, DeskName, HandoffId, TicketId } from './ids.ts'

/**
 * Something that we owe to the bot, a desk or ourselves; a row of the outbox. It carries references, not texts: what is
 * sent is read from the log when it is sent, so that an edit or a deletion holds there too.
 */
export type Delivery = {
  id: DeliveryId
  /**
   * The lane within the conversation: deliveries of one lane are done one after the other, in the order in which they were
   * made; lanes do not wait for each other.
   */
  lane: Lane
  /** The account whose gate it passes, and whose room it takes; null: ours. */
  account: AccountId | null
  /** The stay it belongs to; cancelled with it. */
  handoff: HandoffId | null
  /** Not before so many ms from now. */
  wait: Ms
  task: Task
}

/** `desk:<name>`: all that goes to one desk, so that a late close can never overtake the next opening. */
export type Lane =
  | 'bot'
  | `desk:${DeskName}`
  | `timer:${string}`
  | `look:${HandoffId}`
  | `ticket:${TicketId}`
  | `agent:${AgentRef}`
  | `describe:${HandoffId}`
  | 'availability'

export type Task =
  /** Let the bot answer. Dropped at the commit if the holder changed meanwhile. */
  | { kind: 'turn'; stint: number; upTo: Seq; why: 'started' | 'said' | 'chose' | 'returned' }
  | { kind: 'availability'; stint: number }
  /** Identify, open, note, assign: each step settled before the next (`step`). */
  | { kind: 'open'; stint: number }
  | { kind: 'note' }
  /** What the page says of the visitor has changed: the desk's record of them follows. */
  | { kind: 'describe' }
  | { kind: 'assign' }
  | { kind: 'say'; target: Seq }
  | { kind: 'rate' }
  | { kind: 'ticket'; ticket: TicketId }
  | { kind: 'close'; by: 'visitor' | 'baton' }
  /** Ask the desk for what webhooks may have missed. Made anew each time, while the stay is under way. `resumed`: its round. */
  | { kind: 'look'; resumed: number }
  /** Fetch an agent's name and picture. `vendor` is the desk's id of them. */
  | { kind: 'introduce'; agent: AgentRef; vendor: string }
  | { kind: 'timer'; name: 'wait'; stint: number }
