import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { StoreTrouble } from '../store.ts'
import { migrations, type TableDifferences } from './list.ts'

/** Brings the tables up to date. May be run by several servers at once, and again after it was broken off. */
export async function migrate(db: Kysely<unknown>, differences: TableDifferences): Promise<void> {
  const migrator = new Migrator({ db, provider: migrations(differences) })
  const { error, results } = await migrator.migrateToLatest()
  if (!error) return
  if (error instanceof Error && error.message.includes('corrupted migrations'))
    throw new StoreTrouble('the database was made by a newer Baton; start that one, or restore a backup', false, error)
  const failed = results?.find((result) => result.status === 'Error')
  throw new Error(`the migration ${failed?.migrationName ?? ''} failed`, { cause: error })
}
