import type { Fields } from '../receiver.ts'
import { parsed } from '../receiver.ts'
import type { Livechat } from './livechat.ts'
import { testSocket } from './test-socket.ts'

export type Answered = { status: number; headers: Headers; text: string; body: Fields; error: string | undefined }

/** A well-behaved client of one account, for the simulator's own tests. */
export function testClient(livechat: Livechat) {
  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answered> {
    const plain = body instanceof FormData || body instanceof URLSearchParams || typeof body === 'string'
    const response = await fetch(`${livechat.url}${path}`, {
      method,
      headers: { ...(body !== undefined && !plain && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: plain ? body : JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(8000),
    })
    const text = await response.text()
    const json = parsed(text)
    return { status: response.status, headers: response.headers, text, body: json, error: json?.error?.type }
  }

  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` })
  const basic = `Basic ${Buffer.from(`${livechat.pat.accountId}:${livechat.pat.token}`).toString('base64')}`

  const mint = (more: object = {}, token = livechat.agentToken) =>
    call(
      'POST',
      '/v2/customer/token',
      { grant_type: 'agent_token', client_id: livechat.clientId, response_type: 'token', ...more },
      bearer(token),
    )

  /** A customer with a fresh token; the same one again with `entity`. */
  async function customer(entity?: string) {
    const { body } = await mint(entity === undefined ? {} : { entity_id: entity })
    const token: string = body.access_token
    const query = `organization_id=${livechat.organizationId}`
    const post = (action: string, payload: unknown = {}, headers: Record<string, string> = {}) =>
      call('POST', `/v3.6/customer/action/${action}?${query}`, payload, { ...bearer(token), ...headers })
    const begin = async (lines: string[], more: object = {}) => {
      const events = lines.map((text) => ({ type: 'message', text }))
      const chat = { access: { group_ids: [0] }, ...(events.length > 0 && { thread: { events } }) }
      return post('start_chat', { chat: { ...chat, ...more } })
    }
    return {
      id: body.entity_id as string,
      token,
      post,
      get: (action: string, parameters = '') => call('GET', `/v3.6/customer/action/${action}?${query}${parameters}`),
      begin,
      /** Starts a chat that must succeed, with these lines. */
      async start(...lines: string[]): Promise<{ chat: string; thread: string; events: string[] }> {
        const { body: made, text } = await begin(lines.length > 0 ? lines : ['hello'])
        if (!made.chat_id) throw new Error(text)
        return { chat: made.chat_id, thread: made.thread_id, events: made.event_ids }
      },
      say: (chat: string, text: string, more: object = {}) =>
        post('send_event', { chat_id: chat, event: { type: 'message', text, ...more } }),
      resume: (chat: string, more: object = {}) =>
        post('resume_chat', { chat: { id: chat, access: { group_ids: [0] } }, ...more }),
      upload(name: string, type: string, bytes: Uint8Array<ArrayBuffer>) {
        const form = new FormData()
        form.append('file', new Blob([bytes], { type }), name)
        return call('POST', `/v3.6/customer/action/upload_file?${query}`, form, bearer(token))
      },
      /** A socket that is not logged in. */
      socket: () => testSocket(`${livechat.rtmUrl}/v3.6/customer/rtm/ws?${query}`),
      async loggedIn(more: object = {}) {
        const socket = await testSocket(`${livechat.rtmUrl}/v3.6/customer/rtm/ws?${query}`)
        await socket.request('login', { token: `Bearer ${token}`, ...more })
        return socket
      },
    }
  }

  return {
    call,
    mint,
    customer,
    bearer,
    basic,
    agent: (action: string, payload: unknown = {}, authorization = `Bearer ${livechat.agentToken}`) =>
      call('POST', `/v3.6/agent/action/${action}`, payload, { Authorization: authorization }),
    configure: (action: string, payload: unknown = {}, authorization = basic) =>
      call('POST', `/v3.6/configuration/action/${action}`, payload, { Authorization: authorization }),
    token: (fields: Record<string, string>) =>
      call(
        'POST',
        '/v2/token',
        new URLSearchParams({ client_id: livechat.clientId, client_secret: livechat.clientSecret, ...fields }),
      ),
  }
}

export type Customer = Awaited<ReturnType<ReturnType<typeof testClient>['customer']>>
