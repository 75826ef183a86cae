import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Schema } from '../../schema.ts'
import { type Compiled, compile, type Statement, type Step, type Value } from '../../statement.ts'
import { postgresDifferences } from './differences.ts'

type Named = Compiled & { name: string }
/** A statement as pg sends it; each connection prepares it once, by its name. */
export type Query = { name: string; text: string; values: Value[] }

/** Only writes statements down; it is connected to nothing. */
const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

export function createQueries(): (step: Step<unknown>) => Query {
  const plain = new Map<Statement<unknown>, Named>()
  const needed = new Map<Statement<unknown>, Named>()
  let count = 0

  return ({ statement, values, must }) => {
    const known = must === undefined ? plain : needed
    let compiled = known.get(statement)
    if (!compiled) {
      const made = compile(statement, builder, postgresDifferences)
      count += 1
      compiled = { ...made, sql: must === undefined ? made.sql : needing(made.sql), name: `baton_${count}` }
      known.set(statement, compiled)
    }
    return { name: compiled.name, text: compiled.sql, values: compiled.bind(values).map(storable) }
  }
}

/**
 * The statements of a change are on their way before the first answer comes, so what has to touch a row must itself fail when
 * it touches none: 1/0 breaks the transaction off.
 */
const needing = (sql: string): string => `with needed as (${sql} returning 1) select 1 / count(*) from needed`

/** PostgreSQL's text cannot hold U+0000. It only comes from outside, where it means nothing. */
const storable = (value: Value): Value =>
  typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
