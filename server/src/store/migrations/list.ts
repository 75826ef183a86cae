import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from 'kysely'
import type { Migration, MigrationProvider } from 'kysely/migration'
import { start } from './001-start.ts'
import { handoffs } from './002-handoffs.ts'
import { files } from './003-files.ts'
import { probes } from './004-probes.ts'

/** What tables say in each engine's own words. */
export type TableDifferences = {
  /** The type of a column of bytes. */
  bytes: 'blob' | 'bytea'
  /** Adds a primary key that counts up and never uses a number twice. */
  counter<TB extends string>(table: CreateTableBuilder<TB>, column: string): CreateTableBuilder<TB, string>
  /** Adds a primary key that `Differences.nextPlace` counts up. */
  place<TB extends string>(table: CreateTableBuilder<TB>, column: string): CreateTableBuilder<TB, string>
  /** For a table whose rows come and go all day. */
  busy<TB extends string, C extends string>(table: CreateTableBuilder<TB, C>): CreateTableBuilder<TB, C>
  /** Whether other servers write to the same tables, so that one has to look for what they changed. */
  shared: boolean
  /** The rows lie in the order of the primary key, where the engine can do that. */
  clustered<TB extends string, C extends string>(table: CreateTableBuilder<TB, C>): CreateTableBuilder<TB, C>
}

export type Column = ColumnDefinitionBuilder
export type Up = (db: Kysely<unknown>, differences: TableDifferences) => Promise<void>

/** In the order of their names. One that was released is never changed: what is to be different is another migration. */
const all: { [name: string]: Up } = {
  '001-start': start,
  '002-handoffs': handoffs,
  '003-files': files,
  '004-probes': probes,
}

export function migrations(differences: TableDifferences): MigrationProvider {
  const entries = Object.entries(all).map(([name, up]): [string, Migration] => [
    name,
    { up: (db: Kysely<unknown>) => up(db, differences) },
  ])
  return { getMigrations: async () => Object.fromEntries(entries) }
}
