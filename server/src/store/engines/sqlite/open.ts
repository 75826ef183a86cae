import path from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Engine } from '../../engine.ts'
import { migrate } from '../../migrations/migrate.ts'
import { StoreTrouble } from '../../store.ts'
import { addFunctions, lockData, openDatabase } from './database.ts'
import { sqliteTables } from './differences.ts'
import { createSqliteEngine, type EngineEvents } from './engine.ts'
import { troubleOf } from './trouble.ts'

/** Opens the database in the folder, brings its tables up to date, and keeps it for this process alone. */
export async function openSqlite(
  data: string,
  now: () => number,
  broken: (why: StoreTrouble) => void,
): Promise<Engine> {
  const lock = usable(data, () => lockData(data))
  try {
    const database = usable(data, () => openDatabase(data))
    return await engineOn(database, now, { released: lock.release, broken })
  } catch (error) {
    lock.release()
    throw error
  }
}

/** What the file system refuses is told to the owner with the folder that it is about. */
function usable<T>(data: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw troubleOf(error) ?? error
    throw new StoreTrouble(`the folder ${path.resolve(data)} cannot be used: ${error.message}`, false, error)
  }
}

export async function engineOn(database: DatabaseSync, now: () => number, on: EngineEvents): Promise<Engine> {
  try {
    await migrate(new Kysely({ dialect: new SqliteDialect({ database: forKysely(database) }) }), sqliteTables)
    addFunctions(database, now)
    return createSqliteEngine(database, on)
  } catch (error) {
    database.close()
    throw troubleOf(error) ?? error
  }
}

/** Kysely asks for what better-sqlite3 looks like. */
const forKysely = (database: DatabaseSync): SqliteDatabase => ({
  close: () => {},
  prepare(sql) {
    const prepared = database.prepare(sql)
    return {
      reader: prepared.columns().length > 0,
      all: (parameters) => prepared.all(...(parameters as string[])),
      run: (parameters) => prepared.run(...(parameters as string[])),
      iterate: (parameters) => prepared.iterate(...(parameters as string[])),
    }
  },
})
