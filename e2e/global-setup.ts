import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Cluster, startPostgres } from './postgres-cluster.ts'

/**
 * For Vitest and Playwright alike: one PostgreSQL for all tests of a run, started when the first of them asks, so that a run
 * that needs none does not wait for one. The workers ask at the address in `BATON_TEST_POSTGRES_BROKER`.
 */
export default async function setup(): Promise<() => Promise<void>> {
  let cluster: Promise<Cluster> | undefined
  const broker = createServer((_request, response) => {
    cluster ??= startPostgres()
    cluster.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  broker.listen(0, '127.0.0.1')
  await once(broker, 'listening')
  const { port } = broker.address() as AddressInfo
  process.env.BATON_TEST_POSTGRES_BROKER = `http://127.0.0.1:${port}`
  return async () => {
    broker.close()
    broker.closeAllConnections()
    const started = await cluster?.catch(() => undefined)
    await started?.stop()
  }
}
