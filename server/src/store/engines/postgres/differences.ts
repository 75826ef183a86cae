import { type CreateTableBuilder, sql } from 'kysely'
import type { Differences } from '../../engine.ts'
import type { TableDifferences } from '../../migrations/list.ts'

/** Any number that nothing else in this database takes an advisory lock by. */
const claimingLock = 7_226_866

export const postgresDifferences: Differences = {
  // clock_timestamp() and not now(): a change may have waited for a lock since it began.
  now: sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
  // A sequence would show 8 before 7 when the slower of two commits took 7. A transaction's number does not deceive: below
  // the oldest one that still runs (xmin), all are over.
  nextChange: sql<number>`cast(cast(pg_current_xact_id() as text) as bigint)`,
  changedUpTo: sql<number>`cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) - 1`,
  changedBefore: sql<number>`cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)`,
  nextPlace: sql<number>`nextval('outbox_place_seq')`,
  turn: sql`pg_advisory_xact_lock(${sql.lit(claimingLock)})`,
  // Of a subquery with a limit that it cannot know, PostgreSQL expects a tenth of the table, and would go through all of it.
  among: (column, query) => sql`${sql.ref(column)} = any(array${query})`,
  lock: (query, others) => (others === 'wait' ? query.forUpdate() : query.forUpdate().skipLocked()),
}

export const postgresTables: TableDifferences = {
  bytes: 'bytea',
  counter: (table, column) => table.addColumn(column, 'bigserial', (id) => id.primaryKey()),
  place: (table, column) => table.addColumn(column, 'bigserial', (id) => id.primaryKey()),
  // Cleared after so many rows that are gone, however many are parked: by default a fifth of the table would have to be gone.
  busy: <TB extends string, C extends string>(table: CreateTableBuilder<TB, C>) =>
    table.modifyEnd(sql`with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`),
  shared: true,
  clustered: (table) => table,
}
