import type { ConversationId, SiteId, Time } from '@baton/shared/ids.ts'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Task } from '../../conversation/deliveries.ts'
import type { AccountId, DeliveryId, HandoffId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'
import type { Claim } from '../store.ts'

/**
 * What keeps each lane in order. At most one row of a lane is `ready`: its first, while nobody holds one of them. Whoever
 * adds to a lane or takes from it holds the conversation's row, so that two servers cannot leave a lane without a first.
 */
export const insertDelivery = statement(
  (
    query,
    p: Slots<{
      id: DeliveryId
      conversation: ConversationId
      site: SiteId
      lane: string
      account: AccountId | ''
      share: string
      handoff: HandoffId | null
      kind: Task['kind']
      task: Text
      madeAt: Time
      due: Time
    }>,
    differences,
  ) =>
    query.insertInto('outbox').values({
      place: differences.nextPlace,
      id: p.id,
      conversation: p.conversation,
      site: p.site,
      lane: p.lane,
      account: p.account,
      share: p.share,
      handoff: p.handoff,
      kind: p.kind,
      task: p.task,
      made_at: p.madeAt,
      due: p.due,
      ready: sql<Time | null>`case when exists (select 1 from outbox where conversation = ${p.conversation} and lane = ${p.lane})
        then null else cast(${p.due} as bigint) end`,
      attempts: 0,
      doubts: 0,
      doubt: 0,
      token: 0,
      troubled_at: null,
      owner: null,
      leased_until: null,
    }),
)

/** Of the lane: makes its first row ready, unless somebody holds one. */
export const readyLane = statement((query, p: Slots<{ conversation: ConversationId; lane: string }>) =>
  query
    .updateTable('outbox')
    .set({ ready: sql`due` })
    .where('ready', 'is', null)
    .where(
      'place',
      '=',
      sql<number>`(select min(place) from outbox where conversation = ${p.conversation} and lane = ${p.lane})`,
    )
    .where(
      sql<boolean>`not exists (select 1 from outbox as held where held.conversation = ${p.conversation}
        and held.lane = ${p.lane} and held.owner is not null)`,
    ),
)

/** The same for all lanes of a conversation. */
export const readyLanes = statement((query, p: Slots<{ conversation: ConversationId }>) =>
  query
    .updateTable('outbox')
    .set({ ready: sql`due` })
    .where('conversation', '=', p.conversation)
    .where('ready', 'is', null)
    .where(
      sql<boolean>`not exists (select 1 from outbox as other where other.conversation = outbox.conversation
        and other.lane = outbox.lane and (other.place < outbox.place or other.owner is not null))`,
    ),
)

/** Before an earlier row comes back to its lane: who was first is so no longer. */
export const unreadyLane = statement((query, p: Slots<{ conversation: ConversationId; lane: string }>) =>
  query
    .updateTable('outbox')
    .set({ ready: null })
    .where('conversation', '=', p.conversation)
    .where('lane', '=', p.lane)
    .where('ready', 'is not', null),
)

export const cancelHandoff = statement((query, p: Slots<{ conversation: ConversationId; handoff: HandoffId }>) =>
  query
    .deleteFrom('outbox')
    .where('conversation', '=', p.conversation)
    .where('handoff', '=', p.handoff)
    .where('owner', 'is', null)
    // What is in doubt may have got through: somebody has to look.
    .where('doubt', '=', 0),
)

/** A claim, found by its lane; the token is the fence: it fits only while nobody else has taken the delivery since. */
export type Fence = { conversation: ConversationId; lane: string; id: DeliveryId; token: number }

export const fenceOf = ({ conversation, delivery, token }: Claim): Fence => ({
  conversation,
  lane: delivery.lane,
  id: delivery.id,
  token,
})

export const fence = ({ conversation, lane, id, token }: Slots<Fence>): Expression<SqlBool> =>
  sql<SqlBool>`(conversation = ${conversation} and lane = ${lane} and id = ${id} and token = ${token} and owner is not null)`

export const deleteClaimed = statement((query, p: Slots<Fence>) => query.deleteFrom('outbox').where(fence(p)))
