import { type CreateTableBuilder, sql } from 'kysely'
import type { Differences } from '../../engine.ts'
import type { TableDifferences } from '../../migrations/list.ts'

/** The functions `baton_…` are ours: sqlite/database.ts gives them to SQLite. One process, so there is nobody to lock out. */
export const sqliteDifferences: Differences = {
  now: sql<number>`baton_now()`,
  nextChange: sql<number>`baton_next_change()`,
  changedUpTo: sql<number>`baton_changed()`,
  changedBefore: sql<number>`${sql.lit(Number.MAX_SAFE_INTEGER)}`,
  nextPlace: sql<number>`baton_next_place()`,
  turn: sql`null`,
  among: (column, query) => sql`${sql.ref(column)} in ${query}`,
  lock: (query) => query,
}

export const sqliteTables: TableDifferences = {
  bytes: 'blob',
  counter: (table, column) => table.addColumn(column, 'integer', (id) => id.primaryKey().autoIncrement()),
  place: (table, column) => table.addColumn(column, 'integer', (id) => id.primaryKey()),
  busy: (table) => table,
  shared: false,
  clustered: <TB extends string, C extends string>(table: CreateTableBuilder<TB, C>) =>
    table.modifyEnd(sql`without rowid`),
}
