import type { Time } from '@baton/shared/ids.ts'
import type { AccountId, ThreadId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'

export const insertRow = statement(
  (query, p: Slots<{ account: AccountId; thread: ThreadId; receivedAt: Time; events: Text }>) =>
    query
      .insertInto('inbox')
      .values({ account: p.account, thread: p.thread, received_at: p.receivedAt, events: p.events })
      .returning('id'),
)

export const waitingRows = statement((query, p: Slots<{ limit: number }>) =>
  query.selectFrom('inbox').selectAll().orderBy('id').limit(p.limit),
)

export const waitingRowsOf = statement((query, p: Slots<{ account: AccountId; thread: ThreadId; limit: number }>) =>
  query
    .selectFrom('inbox')
    .selectAll()
    .where('account', '=', p.account)
    .where('thread', '=', p.thread)
    .orderBy('id')
    .limit(p.limit),
)

export const deleteRow = statement((query, p: Slots<{ id: number }>) =>
  query.deleteFrom('inbox').where('id', '=', p.id),
)

export const deleteRowsBefore = statement((query, p: Slots<{ before: Time }>) =>
  query.deleteFrom('inbox').where('received_at', '<', p.before).returning('id'),
)
