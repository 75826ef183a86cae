import { type Compilable, type Expression, type Kysely, sql } from 'kysely'
import type { Differences } from './engine.ts'
import type { Schema } from './schema.ts'

/** What can be handed to a statement; the same on both engines. */
export type Value = string | number | null | Uint8Array
/** The arguments of a statement, by name, as places in its query. */
export type Slots<P> = { [K in keyof P]: Expression<P[K]> }

/** A statement with its arguments, for an engine to carry out. `must`: it has to touch a row, or the whole change is off. */
export type Step<R> = { statement: Statement<R>; values: { [name: string]: Value }; must?: string }
/** Written once, compiled once per engine. Identity is what engines cache by. */
export type Statement<R> = { build(query: Kysely<Schema>, differences: Differences): Compilable<R> }

/** Names a query with its arguments: `const getX = statement((q, p: Slots<{ id: string }>) => q.selectFrom('x')…)`. */
export function statement<P extends { [K in keyof P]: Value }, R>(
  build: (query: Kysely<Schema>, slots: Slots<P>, differences: Differences) => Compilable<R>,
): (values: P) => Step<R> {
  const self: Statement<R> = { build: (query, differences) => build(query, slots<P>(), differences) }
  return (values) => ({ statement: self, values })
}

/** The step has to touch a row; otherwise the change is undone and `Unmet` with this name is thrown into the work. */
export const must = <R>(what: string, step: Step<R>): Step<R> => ({ ...step, must: what })

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

function slots<P>(): Slots<P> {
  return new Proxy({} as Slots<P>, { get: (_, name) => sql`${new Slot(String(name))}` })
}

export type Compiled = { sql: string; bind(values: { [name: string]: Value }): Value[] }

export function compile(statement: Statement<unknown>, query: Kysely<Schema>, differences: Differences): Compiled {
  const { sql, parameters } = statement.build(query, differences).compile()
  return {
    sql,
    bind: (values) =>
      parameters.map((parameter) => {
        if (!(parameter instanceof Slot)) return parameter as Value
        const value = values[parameter.name]
        if (value === undefined) throw new Error(`no value for ${parameter.name} in: ${sql}`)
        return value
      }),
  }
}
