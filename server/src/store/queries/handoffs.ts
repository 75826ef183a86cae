import type { ConversationId, SiteId, Time } from '@baton/shared/ids.ts'
import type { HandoffId } from '../../conversation/ids.ts'
import type { HandoffRow } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'

export const putHandoff = statement((query, p: Slots<HandoffRow>) =>
  query
    .insertInto('handoffs')
    .values({
      id: p.id,
      conversation: p.conversation,
      site: p.site,
      desk: p.desk,
      asked_by: p.asked_by,
      reason: p.reason,
      requested_at: p.requested_at,
      answered_at: p.answered_at,
      ended_at: p.ended_at,
      outcome: p.outcome,
      score: p.score,
      comment: p.comment,
      resumed: p.resumed,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        desk: p.desk,
        answered_at: p.answered_at,
        ended_at: p.ended_at,
        outcome: p.outcome,
        score: p.score,
        comment: p.comment,
        resumed: p.resumed,
      }),
    ),
)

const columns = [
  'id',
  'conversation',
  'site',
  'desk',
  'asked_by',
  'reason',
  'requested_at',
  'answered_at',
  'ended_at',
  'outcome',
  'score',
  'comment',
  'resumed',
] as const

export const handoffsOfSite = statement((query, p: Slots<{ site: SiteId; before: Time; limit: number }>) =>
  query
    .selectFrom('handoffs')
    .select(columns)
    .where('site', '=', p.site)
    .where('requested_at', '<', p.before)
    .orderBy('requested_at', 'desc')
    .orderBy('id', 'desc')
    .limit(p.limit),
)

export type { ConversationId, HandoffId }
