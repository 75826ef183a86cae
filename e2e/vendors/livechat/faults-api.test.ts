import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'API'>, (world: World) => Promise<void>> = {
  async latency({ faults, visitor, livechat }) {
    faults.set('latency', { ms: 60, on: 'get_customer' })
    await visitor.post('get_customer')
    expect(livechat.requests.at(-1)?.ms).toBeGreaterThanOrEqual(55)
    const socket = await visitor.loggedIn()
    await socket.request('get_customer')
    expect(livechat.requests.at(-1)).toMatchObject({ method: 'RTM', faults: ['latency'] })
  },

  async tooMany({ faults, visitor }) {
    faults.set('tooMany', { times: 1, ms: 1500 })
    const seconds = await visitor.post('list_chats')
    expect([seconds.status, seconds.error, seconds.headers.get('retry-after')]).toEqual([429, 'too_many_requests', '2'])
    faults.set('tooMany', { times: 1, how: 'date', ms: 2000 })
    const date = await visitor.post('list_chats')
    expect(Date.parse(date.headers.get('retry-after') ?? '') - Date.now()).toBeGreaterThan(1000)
    faults.set('tooMany', { times: 1, how: 'none' })
    expect((await visitor.post('list_chats')).headers.get('retry-after')).toBeNull()
    faults.set('tooMany', { on: 'RTM *' })
    const socket = await visitor.socket()
    expect(await socket.request('login', {})).toMatchObject({ failed: { type: 'too_many_requests' } })
  },

  async serverError({ faults, visitor, livechat }) {
    faults.set('serverError', { status: 500, on: 'POST /customer/action/start_chat' })
    const { status, headers, body } = await visitor.begin(['x'])
    expect([status, headers.get('content-type'), body]).toEqual([500, 'text/plain; charset=utf-8', null])
    expect(livechat.chats).toEqual([])
    faults.set('serverError', { on: 'RTM *' })
    const socket = await visitor.socket()
    expect(await socket.request('login', {})).toMatchObject({ failed: { type: 'internal' } })
  },

  async reset({ faults, visitor, livechat }) {
    const socket = await visitor.loggedIn()
    faults.set('reset')
    await expect(visitor.begin(['x'])).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    void socket.request('start_chat')
    await eventually(() => expect(socket.isClosed()).toBe(true))
    await expect(visitor.socket()).rejects.toThrow()
    expect(livechat.chats).toEqual([])
  },

  async hang({ faults, livechat, visitor }) {
    faults.set('hang', { times: 1 })
    const path = `${livechat.url}/v3.6/customer/action/list_chats`
    await expect(fetch(path, { method: 'POST', signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout')
    expect((await visitor.post('list_chats')).status).toBe(200)
  },

  async loseAnswer({ faults, livechat, hooks, visitor }) {
    const { chat } = await visitor.start('first')
    faults.set('loseAnswer', { times: 1 })
    await expect(visitor.say(chat, 'reset')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    faults.set('loseAnswer', { times: 1, how: '500' })
    const failed = await visitor.say(chat, '500')
    expect([failed.status, failed.error]).toEqual([500, 'internal'])
    const socket = await visitor.loggedIn()
    faults.set('loseAnswer', { times: 1, how: 'hang' })
    void socket.request('send_event', { chat_id: chat, event: { type: 'message', text: 'hang' } })
    await eventually(() => expect(socket.pushed()).toContain('incoming_event'))
    expect(socket.frames.filter((frame) => frame.action === 'send_event')).toEqual([])
    faults.set('loseAnswer', { times: 1, how: 'hang' })
    const hanging = visitor.say(chat, 'for good')
    await eventually(() => expect(hooks.texts()).toEqual(['reset', '500', 'hang', 'for good']))
    await livechat.stop()
    await expect(hanging).rejects.toThrow()
  },

  async portalPage({ faults, visitor, livechat }) {
    faults.set('portalPage')
    const { status, headers } = await visitor.begin(['x'])
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(livechat.chats).toEqual([])
  },

  async webhookFirst({ faults, visitor, livechat }) {
    faults.set('webhookFirst')
    await visitor.start()
    expect(livechat.deliveries.map((one) => one.state)).toEqual(['delivered', 'delivered', 'delivered'])
  },

  async drip({ faults, visitor }) {
    faults.set('drip', { bytes: 40, ms: 2 })
    const { headers, body } = await visitor.post('list_chats')
    expect(headers.get('transfer-encoding')).toBe('chunked')
    expect(body.chats_summary).toEqual([])
  },

  async oversized({ faults, visitor }) {
    faults.set('oversized', { bytes: 100_000 })
    const { text, body } = await visitor.post('list_chats')
    expect([text.length, body.total_chats]).toEqual([100_000, 0])
  },

  async outage({ faults, visitor, livechat, hooks, client }) {
    const { chat } = await visitor.start()
    const open = await visitor.loggedIn()
    await livechat.quiet()
    faults.set('outage')
    await expect(visitor.post('list_chats')).rejects.toThrow()
    await expect(visitor.socket()).rejects.toThrow()
    await expect(client.mint()).rejects.toThrow()
    livechat.agent.reply(chat, 'meanwhile')
    await eventually(() => expect(open.isClosed()).toBe(true))
    faults.set('outage', { how: '503' })
    expect((await visitor.post('list_chats')).status).toBe(503)
    faults.clear('outage')
    livechat.agent.reply(chat, 'after')
    await livechat.quiet()
    expect(hooks.texts()).toEqual(['after'])
  },

  async tokenRevoked({ faults, visitor, client }) {
    faults.set('tokenRevoked', { times: 1 })
    const refused = await visitor.post('list_chats')
    expect([refused.status, refused.error]).toEqual([401, 'authentication'])
    expect((await visitor.post('list_chats')).status).toBe(200)
    faults.set('tokenRevoked', { on: '/v2/customer/token' })
    expect((await client.mint()).status).toBe(401)
  },

  async forbidden({ faults, client, visitor }) {
    faults.set('forbidden', { on: 'list_chats' })
    expect((await client.agent('list_chats')).status).toBe(403)
    expect((await visitor.post('get_customer')).status).toBe(200)
  },

  async refuse({ faults, visitor }) {
    for (const [how, status] of Object.entries({
      license_expired: 422,
      service_unavailable: 503,
      request_timeout: 504,
    })) {
      faults.set('refuse', { how, times: 1 })
      const refused = await visitor.post('list_chats')
      expect([refused.error, refused.status]).toEqual([how, status])
    }
  },

  async misdirected({ faults, visitor, livechat }) {
    faults.set('misdirected')
    const refused = await visitor.post('list_chats')
    expect([refused.status, refused.body.error.type, refused.body.error.data]).toEqual([
      421,
      'misdirected_request',
      { region: 'fra' },
    ])
    expect((await visitor.post('list_chats', {}, { 'X-Region': 'fra' })).status).toBe(200)
    const socket = await visitor.socket()
    await eventually(() =>
      expect(socket.push('customer_disconnected')?.payload).toEqual({
        reason: 'misdirected_connection',
        data: { region: 'fra' },
      }),
    )
    expect(livechat.breaches).toEqual([])
  },

  async errorOn200({ faults, visitor }) {
    faults.set('errorOn200')
    const { status, error } = await visitor.say('nowhere', 'x')
    expect([status, error]).toEqual([200, 'authorization'])
  },

  async aging({ faults, visitor }) {
    expect((await visitor.post('list_chats')).headers.get('legacy')).toBeNull()
    faults.set('aging')
    expect((await visitor.post('list_chats')).headers.get('legacy')).toBe('2027-06-30')
    faults.set('aging', { how: 'Deprecation' })
    expect((await visitor.post('list_chats')).headers.get('deprecation')).toBe('2027-06-30')
  },

  async emptyBody({ faults, visitor }) {
    const { chat } = await visitor.start()
    faults.set('emptyBody')
    const { status, text } = await visitor.post('deactivate_chat', { id: chat })
    expect([status, text]).toEqual([200, ''])
    expect((await visitor.post('list_chats')).body.total_chats).toBe(1)
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))

it('limits the calls of a minute, and records who comes back before Retry-After', async () => {
  const { livechat, visitor } = await testWorld({ perMinute: 1 })
  await visitor.post('list_chats')
  expect((await visitor.post('list_chats')).status).toBe(429)
  await eventually(async () => {
    await visitor.post('list_chats')
    expect(livechat.breaches[0]?.what).toMatch(/^came back \d+ ms before Retry-After allowed it$/)
  })
})

it('answers other statuses where it is told to', async () => {
  const { visitor } = await testWorld({ statuses: { validation: 400, chat_limit_reached: 409 } })
  await visitor.start()
  expect((await visitor.begin(['x'])).status).toBe(409)
  expect((await visitor.post('deactivate_chat', {})).status).toBe(400)
})
