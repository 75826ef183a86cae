import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'

/** Whatever a reply or a webhook holds; tests read it freely. */
// biome-ignore lint/suspicious/noExplicitAny: a reply's shape is what the tests find out
export type Fields = any

export type Received = { raw: Buffer; headers: IncomingHttpHeaders; body: Fields }

/** Somebody who listens for webhooks and answers as told. */
export async function receiver(answer: (hook: Received, n: number) => number | null = () => 200) {
  const hooks: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const raw = Buffer.concat(chunks)
      const hook = { raw, headers: request.headers, body: parsed(raw.toString()) }
      hooks.push(hook)
      const status = answer(hook, hooks.length)
      if (status !== null) response.writeHead(status).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    hooks,
    actions: () => hooks.map((hook) => hook.body.action as string),
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

export function parsed(text: string): Fields {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Tries until it holds. */
export function eventually(check: () => unknown): Promise<unknown> {
  return vi.waitFor(check, { timeout: 4000, interval: 5 })
}

/** Asks the control plane of a simulator. */
export function controlOf(url: string) {
  return async (method: string, path: string, body?: unknown): Promise<{ status: number; body: Fields }> => {
    const response = await fetch(`${url}/sim/api${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: await response.json() }
  }
}
