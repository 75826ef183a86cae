import type { Expression, RawBuilder, SelectQueryBuilder, SqlBool } from 'kysely'
import type { Schema } from './schema.ts'
import type { Work } from './work.ts'

/**
 * A database that carries out works (work.ts). All that differs between SQLite and PostgreSQL is behind this and in
 * `Differences`; the works and their statements are written once.
 */
export interface Engine {
  /**
   * Carries out a work that may change something. Resolves after the commit is on disk. `make` may be called more than once:
   * the engine begins anew when it lost a race. Works with the same `key` are not carried out at the same time by this process.
   * Rejects with StoreTrouble when the database refused.
   */
  change<T>(make: () => Work<T>, key?: string): Promise<T>
  /** Carries out a work that only reads. It sees nothing that is not committed. */
  look<T>(make: () => Work<T>): Promise<T>
  close(): Promise<void>
}

/** What statements say in each engine's own words. */
export type Differences = {
  /** Now in ms, by the one clock that all servers share. Leases are measured with it, since servers' clocks differ. */
  now: RawBuilder<number>
  /** A mark for `conversations.changed`. A row that is committed later never has one that `changedUpTo` was beyond. */
  nextChange: RawBuilder<number>
  /** Up to where every mark is committed; a poll asks for marks from here on the next time. */
  changedUpTo: RawBuilder<number>
  /** Marks from here on are from another cluster's history (a restored dump) and are no news. */
  changedBefore: RawBuilder<number>
  /** Counts up; never gives a number twice. */
  nextPlace: RawBuilder<number>
  /** One at a time among all servers, until the end of the change. */
  turn: RawBuilder<unknown>
  /** `column in (query)`, so that the few rows which the query gives are looked up by the column's index. */
  among(column: string, query: Expression<unknown>): Expression<SqlBool>
  /** Locks the rows found until the end of the change: waits for others that do, or passes over what they hold. */
  lock<DB extends Schema, TB extends keyof DB, O>(
    query: SelectQueryBuilder<DB, TB, O>,
    others: 'wait' | 'pass',
  ): SelectQueryBuilder<DB, TB, O>
}
