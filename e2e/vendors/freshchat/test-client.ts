import type { Fields } from '../receiver.ts'
import { parsed } from '../receiver.ts'
import type { Freshchat } from './freshchat.ts'

export type Answered = { status: number; headers: Headers; text: string; body: Fields }

/** A well-behaved client of one account, for the simulator's own tests. */
export function testClient(freshchat: Freshchat) {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const form = body instanceof FormData
    const response = await fetch(`${freshchat.url}/v2${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${freshchat.token}`,
        ...(body !== undefined && !form && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: form ? body : typeof body === 'string' ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(8000),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  const say = (user: string, content: string) => ({
    actor_type: 'user',
    actor_id: user,
    message_parts: [{ text: { content } }],
  })

  return {
    call,
    say,
    get: (path: string) => call('GET', path),
    post: (path: string, body?: unknown) => call('POST', path, body),
    put: (path: string, body?: unknown) => call('PUT', path, body),
    async user(facts: Record<string, unknown> = {}): Promise<string> {
      return (await call('POST', '/users', facts)).body.id
    },
    /** A user and a conversation of theirs in the web topic, with these lines. */
    async conversation(...lines: string[]): Promise<{ id: string; user: string }> {
      const user = (await call('POST', '/users', { first_name: 'Vi' })).body.id
      const messages = (lines.length > 0 ? lines : ['hello']).map((line) => say(user, line))
      const made = await call('POST', '/conversations', {
        channel_id: freshchat.topic.id,
        users: [{ id: user }],
        messages,
      })
      return { id: made.body.conversation_id, user }
    },
  }
}
