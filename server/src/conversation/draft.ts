import type { Ms, Seq, Time } from '@baton/shared/ids.ts'
import type { Conversation } from './conversation.ts'
import type { Decision } from './decision.ts'
import type { Delivery, Lane, Task } from './deliveries.ts'
import type { EventBody } from './events.ts'
import { fold } from './fold.ts'
import type { AccountId, DeliveryId, HandoffId, Origin } from './ids.ts'
import type { Policy } from './policy.ts'

/** What deciding is given besides the conversation: the site's policy, the time, and a maker of ids. All else is chance or network. */
export type Given = { policy: Policy; at: Time; id: () => string }

/** A decision in the making. `now` is the conversation as it will be after what was told so far. */
export interface Draft {
  readonly now: Conversation
  readonly given: Given
  tell(event: EventBody): Seq
  owe(lane: Lane, task: Task, more?: { wait?: Ms; account?: AccountId; handoff?: HandoffId }): void
  /** From now on these are ours: whatever comes with one of them changes nothing. */
  own(origins: Origin[]): void
  cancel(handoff: HandoffId): void
  decision(): Decision
}

export function draftOf(before: Conversation, given: Given): Draft {
  let now = before
  const events: EventBody[] = []
  const origins: Origin[] = []
  const cancelled: HandoffId[] = []
  let deliveries: Delivery[] = []
  return {
    get now() {
      return now
    },
    given,
    tell(event) {
      const seq = (now.seq + 1) as Seq
      events.push(event)
      now = fold(now, { ...event, seq, at: given.at })
      return seq
    },
    owe(
      lane,
      task,
      {
        wait = 0,
        account = null,
        handoff = null,
      }: { wait?: Ms; account?: AccountId | null; handoff?: HandoffId | null } = {},
    ) {
      deliveries.push({ id: given.id() as DeliveryId, lane, account, handoff, wait, task })
    },
    own(more) {
      origins.push(...more)
    },
    cancel(handoff) {
      cancelled.push(handoff)
      deliveries = deliveries.filter((delivery) => delivery.handoff !== handoff)
    },
    decision: () => ({ events, deliveries, origins, cancel: cancelled }),
  }
}
