import type { RequestListener, Server } from 'node:http'
import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'

/** PEM texts. */
export type Certificate = { key: string; cert: string }

/** Only the loopback: a simulator is nobody else's business. */
export async function listen(
  application: RequestListener,
  port: number,
  tls: Certificate | null = null,
): Promise<Server> {
  const server = tls ? createSecureServer(tls, application) : createServer(application)
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  return server
}

/** Cuts every connection. */
export async function close(server: Server): Promise<void> {
  const closed = new Promise((done) => server.close(done))
  server.closeAllConnections()
  await closed
}

/** Ends a simulator that runs alone when the process is asked to. */
export function endOnSignal(end: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end)
}
