import { Kysely, PostgresDialect } from 'kysely'
import type { Engine } from '../../engine.ts'
import { migrate } from '../../migrations/migrate.ts'
import { StoreTrouble } from '../../store.ts'
import { postgresTables } from './differences.ts'
import { createPostgresEngine } from './engine.ts'
import { createPool } from './pool.ts'
import { troubleOf } from './trouble.ts'

/** Enough for thousands of messages a second; a small PostgreSQL allows 100 for everybody. */
const defaultPool = 10
const oldest = 14

/** `number` as PostgreSQL says it: 150018 is 15.18. */
export function assertVersion(number: number): void {
  const version = Math.floor(number / 10_000)
  if (version < oldest)
    throw new StoreTrouble(`PostgreSQL ${version} is too old; Baton needs ${oldest} or newer`, false)
}

/** Connects, brings the tables up to date (one server at a time), and shares the database with other servers. */
export async function openPostgres({ url, pool: size = defaultPool }: { url: string; pool?: number }): Promise<Engine> {
  const patient = createPool(url, 2, true)
  try {
    const { rows } = await patient.query<{ server_version_num: string }>('show server_version_num')
    assertVersion(Number(rows[0]?.server_version_num))
    await migrate(new Kysely({ dialect: new PostgresDialect({ pool: patient }) }), postgresTables)
    return createPostgresEngine(createPool(url, size))
  } catch (error) {
    throw troubleOf(error) ?? error
  } finally {
    await patient.end()
  }
}
