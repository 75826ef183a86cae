import type { ConversationId, Seq, Time } from '@baton/shared/ids.ts'
import { type Conversation, storedConversation } from '../conversation/conversation.ts'
import type { Decision } from '../conversation/decision.ts'
import type { Delivery } from '../conversation/deliveries.ts'
import type { Event } from '../conversation/events.ts'
import { changedHandoffs } from './handoffs.ts'
import { cancelHandoff, deleteClaimed, fenceOf, insertDelivery, readyLane, readyLanes } from './queries/lanes.ts'
import {
  closeConversation,
  conversationById,
  insertEvent,
  insertOrigin,
  insertThread,
  lockConversation,
  originOf,
  setUnderWay,
  updateConversation,
} from './queries/log.ts'
import type { Text } from './schema.ts'
import { must, type Step } from './statement.ts'
import type { Claim, WriteBy, Written } from './store.ts'
import { StoreTrouble } from './store.ts'
import { change, read, Unmet, type Work } from './work.ts'

export type Fold = (before: Conversation, event: Event) => Conversation

type Writing = {
  id: ConversationId
  by: WriteBy
  decide: (now: Conversation) => Decision
  fold: Fold
  at: Time
}

/** Lost races in a row before we give up; works of one process do not race each other. */
const tries = 50

/** The one write (Log.write). */
export function* write(writing: Writing): Work<Written | 'unknown' | 'lostClaim'> {
  for (let tried = 0; tried < tries; tried++) {
    try {
      return yield* writeOnce(writing)
    } catch (error) {
      if (!(error instanceof Unmet)) throw error
      if (error.what === 'claim') return 'lostClaim'
    }
  }
  throw new StoreTrouble('others keep writing to this conversation', true)
}

function* writeOnce({ id, by, decide, fold, at }: Writing): Work<Written | 'unknown'> {
  const [[row], [known]] = yield* read(conversationById({ id }), originOf({ conversation: id, origin: by.origin }))
  if (!row) return 'unknown'
  const now = storedConversation(row.state)
  if (known) {
    // Whoever took the claim over meanwhile will find the same answer; so this one is not lost, whatever became of the claim.
    if (by.settles) yield* change(lockConversation({ id }), ...settling(by.settles))
    return { conversation: now, events: [], seq: known.seq, repeated: true }
  }

  const decision = decide(now)
  const events = decision.events.map((body, index): Event => ({ seq: (now.seq + 1 + index) as Seq, at, ...body }))
  const next = events.reduce(fold, now)
  if (next.seq !== now.seq + events.length) throw new Error(`fold left seq at ${next.seq}`)
  const underWay = next.handoff && next.handoff.ended === null ? next.handoff.id : null

  yield* change(
    must(
      'version',
      updateConversation({ id, version: row.version, seq: next.seq, state: JSON.stringify(next) as Text }),
    ),
    ...(events.some((event) => event.kind === 'conversationClosed') ? [closeConversation({ id })] : []),
    ...(underWay === row.handoff ? [] : [setUnderWay({ id, handoff: underWay })]),
    ...changedHandoffs(now, next),
    ...fenced(by.settles),
    ...[by.origin, ...decision.origins].map((origin) => insertOrigin({ conversation: id, origin, seq: next.seq })),
    ...events.map((event) => insertEvent({ conversation: id, ...columns(event) })),
    ...threadsIn(events, next).map((thread) => insertThread({ ...thread, conversation: id, at })),
    ...decision.cancel.map((handoff) => cancelHandoff({ conversation: id, handoff })),
    ...decision.deliveries.map((delivery) => owe(next, delivery, at)),
    ...(decision.cancel.length > 0 ? [readyLanes({ conversation: id })] : []),
    ...(by.settles ? [readyLane({ conversation: id, lane: by.settles.delivery.lane })] : []),
  )
  return { conversation: next, events, seq: next.seq, repeated: false }
}

function columns({ seq, at, kind, ...body }: Event) {
  // Only what changes an earlier message: a tap names its message too, and leaves it as it is.
  const edits = kind === 'messageEdited' && 'target' in body ? body.target : null
  return { seq, at, kind, body: JSON.stringify(body) as Text, edits }
}

const settling = (claim: Claim): Step<unknown>[] => [
  deleteClaimed(fenceOf(claim)),
  readyLane({ conversation: claim.conversation, lane: claim.delivery.lane }),
]

const fenced = (claim: Claim | undefined): Step<unknown>[] =>
  claim ? [must('claim', deleteClaimed(fenceOf(claim)))] : []

function owe({ id, site }: Conversation, { wait, account, task, ...delivery }: Delivery, at: Time): Step<unknown> {
  return insertDelivery({
    ...delivery,
    conversation: id,
    site,
    account: account ?? '',
    share: `${site} ${account ?? ''}`,
    kind: task.kind,
    task: JSON.stringify(task) as Text,
    madeAt: at,
    due: (at + wait) as Time,
  })
}

function threadsIn(events: Event[], { handoff, former }: Conversation) {
  return events.flatMap((event) => {
    if (event.kind !== 'threadOpened') return []
    const stay = [handoff, ...former].find((one) => one?.id === event.handoff)
    return stay ? [{ account: stay.account, thread: event.thread, handoff: event.handoff }] : []
  })
}
