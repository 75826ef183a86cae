import { randomBytes } from 'node:crypto'
import { Client } from 'pg'
import { type Cluster, startPostgres } from './postgres-cluster.ts'

/** A database of one test's own. */
export interface TestDatabase {
  /** `postgres://…`, for `BATON_DATABASE_URL` or `pg`. */
  readonly url: string
  /** Removes it, whoever is still connected. Not needed where the cluster ends with the run. */
  drop(): Promise<void>
}

let ours: Promise<Cluster> | undefined

/**
 * A new, empty database, in well under a second. All tests of a run share one cluster, which is started when the first of
 * them asks (see global-setup.ts). With `BATON_TEST_POSTGRES_URL` it is made in that server instead.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const server = await clusterUrl()
  const name = `t_${randomBytes(8).toString('hex')}`
  await query(server, `create database ${name} template template0`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => query(server, `drop database if exists ${name} with (force)`) }
}

async function clusterUrl(): Promise<string> {
  const { BATON_TEST_POSTGRES_URL: given, BATON_TEST_POSTGRES_BROKER: broker } = process.env
  if (given) return given
  if (broker) {
    const answer = await fetch(broker)
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text
  }
  // A script without a test runner: the cluster ends with this process.
  ours ??= startPostgres()
  return (await ours).url
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
