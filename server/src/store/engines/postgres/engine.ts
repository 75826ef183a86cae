import type { Pool, PoolClient, QueryResult } from 'pg'
import type { Engine } from '../../engine.ts'
import { StoreTrouble } from '../../store.ts'
import { type Ask, Unmet, type Work } from '../../work.ts'
import { createQueries } from './statements.ts'
import { codeOf, divisionByZero, lostRace, troubleOf } from './trouble.ts'

/** Times that a work begins anew when PostgreSQL broke it off to end a deadlock. */
const tries = 5

/** Nobody waits longer for a turn on a conversation that is stuck. */
const patience = 5_000

/**
 * PostgreSQL, shared by any number of servers. Each ask of a work is one round trip: its statements are sent together, those
 * of a change between BEGIN and COMMIT.
 */
export function createPostgresEngine(pool: Pool): Engine {
  const query = createQueries()
  const alone = createQueues()

  async function answer(client: PoolClient, { kind, steps }: Ask): Promise<unknown[][]> {
    const whole = kind === 'change' && steps.length > 1
    // All of them before the first is sent: a mistake in the last must not leave a transaction open.
    const queries = steps.map(query)
    const sent = [
      ...(whole ? [client.query('begin')] : []),
      ...queries.map((one) => client.query(one)),
      ...(whole ? [client.query('commit')] : []),
    ]
    const results = await Promise.allSettled(sent)
    const failed = results.findIndex((result) => result.status === 'rejected')
    const answers = whole ? results.slice(1, -1) : results
    if (failed >= 0) {
      const { reason } = results[failed] as PromiseRejectedResult
      const must = steps[whole ? failed - 1 : failed]?.must
      throw must !== undefined && codeOf(reason) === divisionByZero ? new Unmet(must) : reason
    }
    return answers.map((result) => (result as PromiseFulfilledResult<QueryResult<object>>).value.rows)
  }

  async function run<T>(make: () => Work<T>): Promise<T> {
    const client = await pool.connect()
    let broken = false
    try {
      const work = make()
      let step = work.next()
      while (!step.done) {
        let rows: unknown[][]
        try {
          rows = await answer(client, step.value)
        } catch (error) {
          step = work.throw(error)
          continue
        }
        step = work.next(rows)
      }
      return step.value
    } catch (error) {
      broken = troubleOf(error) !== null && !lostRace(error)
      throw error
    } finally {
      client.release(broken)
    }
  }

  async function tryOften<T>(make: () => Work<T>): Promise<T> {
    for (let tried = 1; ; tried++) {
      try {
        return await run(make)
      } catch (error) {
        if (lostRace(error) && tried < tries) continue
        throw troubleOf(error) ?? error
      }
    }
  }

  let closing: Promise<void> | undefined
  const underWay = new Set<Promise<unknown>>()
  async function open<T>(then: () => Promise<T>): Promise<T> {
    if (closing) throw new StoreTrouble('the store is closed', false)
    const one = then()
    underWay.add(one)
    try {
      return await one
    } finally {
      underWay.delete(one)
    }
  }
  return {
    change: (make, key) => open(() => (key === undefined ? tryOften(make) : alone(key, () => tryOften(make)))),
    look: (make) => open(() => tryOften(make)),
    async close() {
      closing ??= Promise.allSettled([...underWay]).then(() => pool.end())
      await closing
    },
  }
}

/** One after the other for each key: works of one process on one conversation would only make each other begin anew. */
function createQueues(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, work) => {
    const since = performance.now()
    const turn = () => {
      if (performance.now() - since > patience)
        throw new StoreTrouble('too many writes wait for one conversation', true)
      return work()
    }
    const mine = (last.get(key) ?? Promise.resolve()).then(turn, turn)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
