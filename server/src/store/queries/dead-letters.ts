import type { SiteId, Time } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { DeliveryId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'
import { type Fence, fence } from './lanes.ts'

const kept = [
  'place',
  'share',
  'id',
  'conversation',
  'site',
  'lane',
  'account',
  'handoff',
  'kind',
  'task',
  'made_at',
  'attempts',
  'doubts',
  'doubt',
  'token',
] as const

export const buryClaimed = statement((query, p: Slots<Fence & { why: Text; at: Time }>) =>
  query
    .insertInto('dead_letters')
    .columns([...kept, 'why', 'buried_at'])
    .expression((from) =>
      from
        .selectFrom('outbox')
        .select([
          ...kept,
          sql<Text>`cast(${p.why} as text)`.as('why'),
          sql<Time>`cast(${p.at} as bigint)`.as('buried_at'),
        ])
        .where(fence(p)),
    ),
)

/** Where it was in its lane, and so before all that was made after it. Our patience with it begins anew (`troubled_at`). */
export const unbury = statement((query, p: Slots<{ id: DeliveryId; due: Time }>) =>
  query
    .insertInto('outbox')
    .columns([...kept, 'due'])
    .expression((from) =>
      from
        .selectFrom('dead_letters')
        .select([...kept, sql<Time>`cast(${p.due} as bigint)`.as('due')])
        .where('id', '=', p.id),
    ),
)

export const deadLetter = statement((query, p: Slots<{ id: DeliveryId }>) =>
  query.selectFrom('dead_letters').select(['conversation', 'lane']).where('id', '=', p.id),
)

export const deleteDeadLetter = statement((query, p: Slots<{ id: DeliveryId }>) =>
  query.deleteFrom('dead_letters').where('id', '=', p.id),
)

const shown = ['id', 'conversation', 'site', 'account', 'task', 'why', 'buried_at', 'attempts'] as const

export const allDeadLetters = statement((query) => query.selectFrom('dead_letters').select(shown).orderBy('place'))

export const deadLettersOf = statement((query, p: Slots<{ site: SiteId }>) =>
  query.selectFrom('dead_letters').select(shown).where('site', '=', p.site).orderBy('place'),
)
