import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations, type TableDifferences } from './list.ts'

/** Brings the tables up to date. May be run by several servers at once, and again after it was broken off. */
export async function migrate(db: Kysely<unknown>, differences: TableDifferences): Promise<void> {
  const migrator = new Migrator({ db, provider: migrations(differences) })
  const { error, results } = await migrator.migrateToLatest()
  if (!error) return
  const failed = results?.find((result) => result.status === 'Error')
  throw new Error(`the migration ${failed?.migrationName ?? ''} failed`, { cause: error })
}
