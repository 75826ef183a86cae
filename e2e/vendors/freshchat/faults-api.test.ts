import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'API'>, (world: World) => Promise<void>> = {
  async latency({ faults, client, freshchat }) {
    faults.set('latency', { ms: 60, on: 'GET /channels' })
    await client.get('/channels')
    expect(freshchat.requests.at(-1)?.ms).toBeGreaterThanOrEqual(55)
  },

  async tooMany({ faults, client, freshchat }) {
    faults.set('tooMany', { times: 1, ms: 1500 })
    const seconds = await client.get('/channels')
    expect([seconds.status, seconds.headers.get('retry-after')]).toEqual([429, '2'])
    faults.set('tooMany', { times: 1, how: 'date', ms: 2000 })
    const date = await client.get('/channels')
    const wait = Date.parse(date.headers.get('retry-after') ?? '') - Date.now()
    expect(wait).toBeGreaterThan(1000)
    expect(wait).toBeLessThan(4000)
    faults.set('tooMany', { times: 1, how: 'none' })
    const none = await client.get('/channels')
    expect([none.status, none.headers.get('retry-after')]).toEqual([429, null])
    expect(freshchat.requests.at(-1)?.faults).toEqual(['tooMany'])
  },

  async serverError({ faults, client, freshchat }) {
    faults.set('serverError', { status: 500, on: 'POST /users' })
    const { status, headers, body } = await client.post('/users', {})
    expect([status, headers.get('content-type'), body]).toEqual([500, 'text/plain; charset=utf-8', null])
    expect(freshchat.users).toEqual([])
    expect((await client.get('/channels')).status).toBe(200)
  },

  async reset({ faults, client, freshchat }) {
    faults.set('reset', { times: 1 })
    await expect(client.post('/users', {})).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(freshchat.users).toEqual([])
  },

  async hang({ faults, client, freshchat }) {
    faults.set('hang', { times: 1 })
    const url = `${freshchat.url}/v2/channels`
    await expect(fetch(url, { signal: AbortSignal.timeout(80) })).rejects.toThrow('timeout')
    expect((await client.get('/channels')).status).toBe(200)
  },

  async loseAnswer({ faults, client, freshchat, hooks }) {
    const { id, user } = await client.conversation('first')
    const post = (text: string) => client.post(`/conversations/${id}/messages`, client.say(user, text))
    faults.set('loseAnswer', { times: 1 })
    await expect(post('reset')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    faults.set('loseAnswer', { times: 1, how: '500' })
    expect((await post('500')).status).toBe(500)
    faults.set('loseAnswer', { times: 1, how: 'hang' })
    const hanging = post('hang')
    await eventually(() => expect(freshchat.conversation(id).messages).toHaveLength(4))
    await eventually(() => expect(hooks.texts()).toEqual(['first', 'reset', '500', 'hang']))
    await freshchat.stop()
    await expect(hanging).rejects.toThrow()
  },

  async portalPage({ faults, client, freshchat }) {
    faults.set('portalPage')
    const { status, headers, text } = await client.post('/users', {})
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(text).toContain('<h1>')
    expect(freshchat.users).toEqual([])
  },

  async created201({ faults, client }) {
    faults.set('created201')
    expect((await client.post('/users', {})).status).toBe(201)
    expect((await client.get('/channels')).status).toBe(200)
  },

  async embeddedError({ faults, client, freshchat, hooks }) {
    const { id, user } = await client.conversation('fine')
    faults.set('embeddedError', { times: 1 })
    const { status, body } = await client.post(`/conversations/${id}/messages`, client.say(user, 'lost'))
    expect([status, body.status, body.error_code]).toEqual([200, 'Failed', 500])
    faults.set('embeddedError', { times: 1 })
    const opening = { channel_id: freshchat.topic.id, users: [{ id: user }], messages: [client.say(user, 'too')] }
    expect((await client.post('/conversations', opening)).body.messages[0].error_message).toBeTypeOf('string')
    await freshchat.quiet()
    expect(hooks.texts()).toEqual(['fine'])
  },

  async webhookFirst({ faults, client, freshchat }) {
    faults.set('webhookFirst')
    await client.conversation('first me')
    expect(freshchat.deliveries.map((one) => one.state)).toEqual(['delivered'])
  },

  async drip({ faults, client }) {
    faults.set('drip', { bytes: 40, ms: 2, on: 'GET /groups' })
    const whole = await client.get('/groups')
    expect(whole.headers.get('transfer-encoding')).toBe('chunked')
    expect(whole.body.groups).toHaveLength(2)
  },

  async oversized({ faults, client }) {
    faults.set('oversized', { bytes: 100_000 })
    const { text, body } = await client.get('/groups')
    expect(text).toHaveLength(100_000)
    expect(body.groups).toHaveLength(2)
  },

  async tokenRevoked({ faults, client, freshchat }) {
    faults.set('tokenRevoked', { times: 1 })
    expect((await client.get('/channels')).status).toBe(401)
    expect((await client.get('/channels')).status).toBe(200)
    expect(freshchat.breaches).toEqual([])
  },

  async forbidden({ faults, client }) {
    faults.set('forbidden', { on: '/agents' })
    expect((await client.get('/agents')).body).toMatchObject({ code: 403 })
  },

  async outage({ faults, client, freshchat, hooks }) {
    const { id } = await client.conversation('before')
    await freshchat.quiet()
    faults.set('outage')
    await expect(client.get('/channels')).rejects.toThrow()
    faults.set('outage', { how: '503' })
    expect((await client.get('/channels')).status).toBe(503)
    freshchat.agent.reply(id, 'meanwhile')
    faults.clear('outage')
    freshchat.agent.reply(id, 'after')
    await eventually(() => expect(hooks.texts()).toEqual(['before', 'after']))
    expect(freshchat.deliveries.map((one) => one.state)).toEqual(['delivered', 'dropped', 'delivered'])
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
