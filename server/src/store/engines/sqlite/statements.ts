import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { Schema } from '../../schema.ts'
import { type Compiled, compile, type Statement, type Step } from '../../statement.ts'
import { type Ask, Unmet, type Work } from '../../work.ts'
import { sqliteDifferences } from './differences.ts'

type Prepared = Compiled & { prepared: StatementSync; gives: boolean }

/** Only writes statements down; it is connected to nothing. */
export const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
})

/** Carries out works on a database at once, without ever waiting. */
export function createRunner(database: DatabaseSync): <T>(work: Work<T>) => T {
  const statements = new Map<Statement<unknown>, Prepared>()
  const [save, keep, undo] = ['savepoint change', 'release change', 'rollback to change'].map((sql) =>
    database.prepare(sql),
  ) as [StatementSync, StatementSync, StatementSync]

  function prepared(statement: Statement<unknown>): Prepared {
    const known = statements.get(statement)
    if (known) return known
    const compiled = compile(statement, builder, sqliteDifferences)
    const made = database.prepare(compiled.sql)
    const fresh = { ...compiled, prepared: made, gives: made.columns().length > 0 }
    statements.set(statement, fresh)
    return fresh
  }

  function perform({ statement, values, must }: Step<unknown>): unknown[] {
    const { prepared: run, gives, bind } = prepared(statement)
    if (gives) {
      const rows = run.all(...bind(values))
      if (must !== undefined && rows.length === 0) throw new Unmet(must)
      return rows
    }
    const { changes } = run.run(...bind(values))
    if (must !== undefined && changes === 0) throw new Unmet(must)
    return []
  }

  function answer({ kind, steps }: Ask): unknown[][] {
    // One statement is undone by itself when it fails.
    if (kind === 'read' || steps.length === 1) return steps.map(perform)
    save.run()
    try {
      const rows = steps.map(perform)
      keep.run()
      return rows
    } catch (error) {
      // A full disk has rolled everything back already; then there is nothing left to undo.
      if (database.isTransaction) {
        undo.run()
        keep.run()
      }
      throw error
    }
  }

  return (work) => {
    let step = work.next()
    while (!step.done) {
      let rows: unknown[][]
      try {
        rows = answer(step.value)
      } catch (error) {
        step = work.throw(error)
        continue
      }
      step = work.next(rows)
    }
    return step.value
  }
}
