import { onTestFinished } from 'vitest'
import type { Fields } from '../receiver.ts'
import { parsed } from '../receiver.ts'
import type { FreshdeskOptions } from './freshdesk.ts'
import { startFreshdesk } from './freshdesk.ts'

export type Answered = { status: number; headers: Headers; text: string; body: Fields }

/** An account and a well-behaved client of it; closed when the test is over. */
export async function testWorld(options: FreshdeskOptions = {}) {
  const freshdesk = await startFreshdesk(options)
  onTestFinished(() => freshdesk.stop())

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const response = await fetch(`${freshdesk.url}/api/v2${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${freshdesk.key}:X`).toString('base64')}`,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(8000),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  return {
    freshdesk,
    faults: freshdesk.faults,
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown) => call('POST', path, body),
    ticket: (more: object = {}) => call('POST', '/tickets', { ...ticketBody, ...more }),
    whats: () => freshdesk.breaches.map(({ what }) => what),
  }
}

export type World = Awaited<ReturnType<typeof testWorld>>

export const ticketBody = {
  subject: 'Help',
  description: '<div>Please &lt;b&gt;</div>',
  status: 2,
  priority: 1,
  email: 'vi@example.com',
}
