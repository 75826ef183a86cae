import type { Ms, Time } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { AccountId, ThreadId } from '../../conversation/ids.ts'
import { type Slots, statement } from '../statement.ts'

export const memoryOf = statement((query, p: Slots<{ account: AccountId; key: string }>) =>
  query
    .selectFrom('desk_memory')
    .select(['sealed', 'version'])
    .where('account', '=', p.account)
    .where('key', '=', p.key),
)

/** Touches no row when it is there already. Versions begin at the time, so that one from before a removal never fits again. */
export const insertMemory = statement(
  (query, p: Slots<{ account: AccountId; key: string; sealed: Uint8Array }>, differences) =>
    query
      .insertInto('desk_memory')
      .values({ account: p.account, key: p.key, sealed: p.sealed, version: differences.now })
      .onConflict((conflict) => conflict.doNothing()),
)

export const updateMemory = statement(
  (query, p: Slots<{ account: AccountId; key: string; sealed: Uint8Array; was: number }>) =>
    query
      .updateTable('desk_memory')
      .set({ sealed: p.sealed, version: sql`version + 1` })
      .where('account', '=', p.account)
      .where('key', '=', p.key)
      .where('version', '=', p.was),
)

export const deleteMemory = statement((query, p: Slots<{ account: AccountId; key: string }>) =>
  query.deleteFrom('desk_memory').where('account', '=', p.account).where('key', '=', p.key),
)

/** Touches no row while another owner's lease runs. */
export const takeLease = statement((query, p: Slots<{ name: string; owner: string; ms: Ms }>, differences) => {
  const until = sql<number>`${differences.now} + cast(${p.ms} as bigint)`
  return query
    .insertInto('leases')
    .values({ name: p.name, owner: p.owner, token: 1, until })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ owner: p.owner, token: sql`leases.token + 1`, until })
        .where(sql<boolean>`leases.until <= ${differences.now} or leases.owner = ${p.owner}`),
    )
    .returning('token')
})

/** Its token stays, so that it keeps rising. */
export const endLease = statement((query, p: Slots<{ name: string; owner: string }>) =>
  query.updateTable('leases').set({ until: 0 }).where('name', '=', p.name).where('owner', '=', p.owner),
)

export const heardOf = statement((query, p: Slots<{ account: AccountId; thread: ThreadId; at: Time }>) =>
  query
    .insertInto('desk_threads')
    .values({ account: p.account, thread: p.thread, heard_at: p.at, mark: null })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'thread'])
        .doUpdateSet({ heard_at: p.at })
        .where(sql<boolean>`desk_threads.heard_at is null or desk_threads.heard_at < ${p.at}`),
    ),
)

export const markThread = statement((query, p: Slots<{ account: AccountId; thread: ThreadId; mark: string }>) =>
  query
    .insertInto('desk_threads')
    .values({ account: p.account, thread: p.thread, heard_at: null, mark: p.mark })
    .onConflict((conflict) => conflict.columns(['account', 'thread']).doUpdateSet({ mark: p.mark })),
)

export const threadOf = statement((query, p: Slots<{ account: AccountId; thread: ThreadId }>) =>
  query
    .selectFrom('desk_threads')
    .select(['heard_at as heardAt', 'mark'])
    .where('account', '=', p.account)
    .where('thread', '=', p.thread),
)
