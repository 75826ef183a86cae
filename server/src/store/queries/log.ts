import type { ConversationId, Seq, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { EventKind } from '../../conversation/events.ts'
import type { AccountId, HandoffId, Origin, ThreadId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'

export const conversationById = statement((query, p: Slots<{ id: ConversationId }>) =>
  query.selectFrom('conversations').select(['state', 'version', 'handoff']).where('id', '=', p.id),
)

/** Until the end of the change nobody else changes the conversation or the order of its lanes. */
export const lockConversation = statement((query, p: Slots<{ id: ConversationId }>, differences) =>
  differences.lock(query.selectFrom('conversations').select('id').where('id', '=', p.id), 'wait'),
)

export const openOf = statement((query, p: Slots<{ visitor: VisitorId }>) =>
  query.selectFrom('conversations').select('id').where('visitor', '=', p.visitor).where(sql<boolean>`open = 1`),
)

export const insertConversation = statement(
  (
    query,
    p: Slots<{ id: ConversationId; site: SiteId; visitor: VisitorId; state: Text; startedAt: Time }>,
    differences,
  ) =>
    query
      .insertInto('conversations')
      .values({
        id: p.id,
        site: p.site,
        visitor: p.visitor,
        open: 1,
        version: 0,
        seq: 0 as Seq,
        state: p.state,
        handoff: null,
        started_at: p.startedAt,
        changed: differences.nextChange,
      })
      .onConflict((conflict) => conflict.doNothing()),
)

export const updateConversation = statement(
  (query, p: Slots<{ id: ConversationId; version: number; seq: Seq; state: Text }>, differences) =>
    query
      .updateTable('conversations')
      .set({
        version: sql`version + 1`,
        seq: p.seq,
        state: p.state,
        changed: differences.nextChange,
      })
      .where('id', '=', p.id)
      .where('version', '=', p.version),
)

// Apart from the update above, since each of them is in an index that would be written anew with every message.
export const closeConversation = statement((query, p: Slots<{ id: ConversationId }>) =>
  query.updateTable('conversations').set({ open: null }).where('id', '=', p.id),
)

export const setUnderWay = statement((query, p: Slots<{ id: ConversationId; handoff: HandoffId | null }>) =>
  query.updateTable('conversations').set({ handoff: p.handoff }).where('id', '=', p.id),
)

export const insertEvent = statement(
  (
    query,
    p: Slots<{ conversation: ConversationId; seq: Seq; at: Time; kind: EventKind; body: Text; edits: Seq | null }>,
  ) =>
    query
      .insertInto('events')
      .values({ conversation: p.conversation, seq: p.seq, at: p.at, kind: p.kind, body: p.body, edits: p.edits }),
)

export const eventsOn = statement((query, p: Slots<{ conversation: ConversationId; from: Seq; limit: number }>) =>
  query
    .selectFrom('events')
    .select(['seq', 'at', 'kind', 'body'])
    .where('conversation', '=', p.conversation)
    .where('seq', '>', p.from)
    .orderBy('seq')
    .limit(p.limit),
)

export const eventsBack = statement((query, p: Slots<{ conversation: ConversationId; from: Seq; limit: number }>) =>
  query
    .selectFrom('events')
    .select(['seq', 'at', 'kind', 'body'])
    .where('conversation', '=', p.conversation)
    .where('seq', '<', p.from)
    .orderBy('seq', 'desc')
    .limit(p.limit),
)

export const eventsEditing = statement((query, p: Slots<{ conversation: ConversationId; first: Seq; last: Seq }>) =>
  query
    .selectFrom('events')
    .select(['seq', 'at', 'kind', 'body'])
    .where('conversation', '=', p.conversation)
    .where('edits', 'is not', null)
    .where('edits', '>=', p.first)
    .where('edits', '<=', p.last)
    .orderBy('seq'),
)

export const originOf = statement((query, p: Slots<{ conversation: ConversationId; origin: Origin }>) =>
  query.selectFrom('origins').select('seq').where('conversation', '=', p.conversation).where('origin', '=', p.origin),
)

/** By hand and seldom: the index begins with the conversation, which has hundreds of them at most. */
export const originsAt = statement((query, p: Slots<{ conversation: ConversationId; seq: Seq }>) =>
  query
    .selectFrom('origins')
    .select('origin')
    .where('conversation', '=', p.conversation)
    .where('seq', '=', p.seq)
    .orderBy('origin'),
)

/** An id that is known already keeps what it led to at first. */
export const insertOrigin = statement((query, p: Slots<{ conversation: ConversationId; origin: Origin; seq: Seq }>) =>
  query
    .insertInto('origins')
    .values({ conversation: p.conversation, origin: p.origin, seq: p.seq })
    .onConflict((conflict) => conflict.doNothing()),
)

export const insertThread = statement(
  (
    query,
    p: Slots<{ account: AccountId; thread: ThreadId; handoff: HandoffId; conversation: ConversationId; at: Time }>,
  ) =>
    query
      .insertInto('threads')
      .values({ account: p.account, thread: p.thread, handoff: p.handoff, conversation: p.conversation, at: p.at })
      .onConflict((conflict) => conflict.doNothing()),
)

export const threadsOf = statement((query, p: Slots<{ account: AccountId; thread: ThreadId }>) =>
  query
    .selectFrom('threads')
    .select('conversation')
    .where('account', '=', p.account)
    .where('thread', '=', p.thread)
    .orderBy('at', 'desc')
    .orderBy('handoff', 'desc'),
)

export const conversationsOf = statement((query, p: Slots<{ visitor: VisitorId; limit: number }>) =>
  query
    .selectFrom('conversations')
    .select(['id', 'seq', 'started_at'])
    .where('visitor', '=', p.visitor)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
)

export const handoffsUnderWay = statement((query) =>
  query.selectFrom('conversations').select(['id', 'handoff']).where('handoff', 'is not', null).orderBy('handoff'),
)

export const changedAfter = statement((query, p: Slots<{ mark: number }>, differences) =>
  query
    .selectFrom('conversations')
    .select('id')
    .where('changed', '>', p.mark)
    .where('changed', '<', differences.changedBefore)
    .orderBy('changed'),
)

export const changedUpTo = statement((query, _: Slots<Record<never, never>>, differences) =>
  query.selectNoFrom(differences.changedUpTo.as('mark')),
)
