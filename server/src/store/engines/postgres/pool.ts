import pg from 'pg'

/** Longer than any statement of ours takes by orders of magnitude, shorter than the patience of who waits. */
const statementTimeout = 5_000
/** Another server's change of the same conversation takes milliseconds; longer means that something is wrong with it. */
const lockTimeout = 2_000
/** Fail fast when every connection is taken, rather than queue without bound. */
const connectTimeout = 2_000

const int8 = 20

/**
 * Connections that send the statements of a change one after the other without waiting for each answer. `patient`: for work on
 * whole tables, and for waiting until another server has done it.
 */
export function createPool(url: string, size: number, patient = false): pg.Pool {
  // Both ends: the server's own, and ours for when the server does not answer at all.
  const timeouts = {
    statement_timeout: statementTimeout,
    lock_timeout: lockTimeout,
    query_timeout: statementTimeout + 2_000,
    idle_in_transaction_session_timeout: statementTimeout,
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    pipeline: true,
    application_name: 'baton',
    connectionTimeoutMillis: connectTimeout,
    ...(patient ? {} : timeouts),
    keepAlive: true,
    types: {
      // All our bigints are times, counters and seqs, far below 2^53.
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  } as pg.PoolConfig)
  // A connection that breaks leaves the pool, and its statements reject. It also says so as an event, to the pool or, while
  // somebody uses it, to nobody; an error event that nobody hears would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}
