import type { Step } from './statement.ts'

/**
 * A piece of work on the store, written once for both engines: a generator that asks for statements and is given their rows.
 * SQLite carries it out in one go inside the tick's commit; PostgreSQL needs one round trip for each ask. Each
 * `change` is a transaction of its own there, and nothing holds between two asks: what was read may be different by then.
 */
export type Work<T> = Generator<Ask, T, unknown[][]>

/** `change`: all of the steps or none. */
export type Ask = { kind: 'read' | 'change'; steps: Step<unknown>[] }

/** A step that had to touch a row did not; the change was undone. */
export class Unmet extends Error {
  readonly what: string
  constructor(what: string) {
    super(`unmet: ${what}`)
    this.what = what
  }
}

type RowsOf<S> = { -readonly [K in keyof S]: S[K] extends Step<infer R> ? R[] : never }

export function* read<const S extends readonly Step<unknown>[]>(...steps: S): Generator<Ask, RowsOf<S>, unknown[][]> {
  return (yield { kind: 'read', steps: [...steps] }) as RowsOf<S>
}

export function* change<const S extends readonly Step<unknown>[]>(...steps: S): Generator<Ask, RowsOf<S>, unknown[][]> {
  return (yield { kind: 'change', steps: [...steps] }) as RowsOf<S>
}

/** Whether the change went through; false when a `must` was not met. */
export function* went(...steps: Step<unknown>[]): Work<boolean> {
  try {
    yield { kind: 'change', steps }
    return true
  } catch (error) {
    if (error instanceof Unmet) return false
    throw error
  }
}
