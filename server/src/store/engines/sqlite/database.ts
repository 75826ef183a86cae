import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreTrouble } from '../../store.ts'
import { isBusy, troubleOf } from './trouble.ts'

/** Mended in 3.51.3: a rare corruption of the WAL (sqlite.org/wal.html#walresetbug). 3.52.0 was made before. */
export function assertVersion(version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const number = major * 1_000_000 + minor * 1_000 + patch
  if (number < 3_051_003 || number === 3_052_000)
    throw new StoreTrouble(
      `SQLite ${version} can damage its files; use a newer Node 24 (SQLite 3.51.3 or newer)`,
      false,
    )
}

/**
 * Opens `<data>/baton.db`, made when it is not there.
 * Nobody else may look into the files: the folder is made with 0700, the database with 0600.
 */
export function openDatabase(data: string): DatabaseSync {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const file = path.join(data, 'baton.db')
  // SQLite gives the files beside it (-wal, -shm) the same mode.
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
  const database = connect(file)
  assertVersion(String(database.prepare('select sqlite_version() as version').get()?.version))
  try {
    prepare(database)
  } catch (error) {
    database.close()
    throw troubleOf(error) ?? error
  }
  return database
}

/** Gives SQLite the functions that the statements call (sqlite/differences.ts). `now`: the clock for leases. */
export function addFunctions(database: DatabaseSync, now: () => number): void {
  // Marks go on after the highest that is stored; who polls does not outlive the process.
  const { highest } = database.prepare('select max(changed) as highest from conversations').get() ?? {}
  let changes = Number(highest ?? 0)
  const last = 'select max(place) as last from (select place from outbox union all select place from dead_letters)'
  let places = Number(database.prepare(last).get()?.last ?? 0)
  database.function('baton_now', {}, now)
  database.function('baton_changed', {}, () => changes)
  database.function('baton_next_change', {}, () => ++changes)
  database.function('baton_next_place', {}, () => ++places)
}

function connect(file: string): DatabaseSync {
  return new DatabaseSync(file, {
    enableForeignKeyConstraints: true,
    enableDoubleQuotedStringLiterals: false,
    defensive: true,
    // Waiting would hold up the whole process; sqlite/engine.ts tries again off the stack.
    timeout: 0,
  })
}

function prepare(database: DatabaseSync): void {
  database.exec('pragma trusted_schema = off')
  const { journal_mode: mode } = database.prepare('pragma journal_mode = wal').get() ?? {}
  if (mode !== 'wal')
    throw new StoreTrouble(`the folder of the database does not allow a write-ahead log (${mode})`, false)
  // A commit returns after fsync of the log, and survives a loss of power.
  database.exec('pragma synchronous = full')
  // Without it SQLite reads the same pages again and again from the log: 2 MB are too few for a busy minute. In KiB.
  database.exec('pragma cache_size = -32768')
  // What SQLite sets aside while it works never needs the disk.
  database.exec('pragma temp_store = memory')
  // After a burst the log shrinks again at the next checkpoint.
  database.exec('pragma journal_size_limit = 67108864')
}

/**
 * The database belongs to one process. The lock is one of the operating system, on a file of its own, and ends with the
 * process however it ends; backups and `sqlite3` can still open the database beside it.
 */
export function lockData(data: string): { release(): void } {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const file = path.join(data, 'baton.lock')
  closeSync(openSync(file, 'a', 0o600))
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new StoreTrouble(`another Baton server is running on ${path.resolve(data)}`, false, error)
    throw troubleOf(error) ?? error
  }
  return { release: () => lock.close() }
}
