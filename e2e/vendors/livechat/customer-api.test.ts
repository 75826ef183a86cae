import { expect, it } from 'vitest'
import { testWorld } from './test-world.ts'

it('starts one chat per customer, for ever, and resumes it with a new thread', async () => {
  const { livechat, visitor } = await testWorld()
  const first = await visitor.begin(['hello', 'there'])
  const { chat_id: chat, thread_id: thread, event_ids } = first.body
  expect(chat).toMatch(/^[A-Z0-9]{10}$/)
  expect(event_ids).toEqual([`${thread}_1`, `${thread}_2`])
  expect((await visitor.begin(['again'])).error).toBe('chat_limit_reached')
  expect((await visitor.resume(chat)).error).toBe('chat_already_active')
  expect((await visitor.post('deactivate_chat', { id: chat })).text).toBe('{}')
  expect((await visitor.post('deactivate_chat', { id: chat })).error).toBe('chat_inactive')
  expect((await visitor.begin(['again'])).error).toBe('chat_limit_reached')
  const second = await visitor.resume(chat)
  expect(second.body.thread_id).not.toBe(thread)
  expect(second.body.event_ids).toBeUndefined()
  const { body } = await visitor.post('list_threads', { chat_id: chat })
  expect(body.found_threads).toBe(2)
  expect(body.threads.map((one: { id: string }) => one.id)).toEqual([second.body.thread_id, thread])
  expect(body.threads[0].previous_thread_id).toBe(thread)
  expect(body.threads[1].next_thread_id).toBe(second.body.thread_id)
  expect(livechat.breaches).toEqual([])
})

it('takes `id` where the contract says id and `chat_id` where it says chat_id', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  const wrong = await visitor.post('deactivate_chat', { chat_id: chat })
  expect([wrong.status, wrong.body.error]).toEqual([422, { type: 'validation', message: '`id` is required' }])
  expect((await visitor.post('send_event', { id: chat, event: { type: 'message', text: 'x' } })).error).toBe(
    'validation',
  )
  expect(livechat.breaches.map((one) => one.what)).toContain('`chat_id` is not a field of this object')
})

it('sends into an active thread, and after the close only with attach_to_last_thread', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat, thread } = await visitor.start()
  expect((await visitor.say(chat, 'one', { custom_id: 'ours-1' })).body.event_id).toMatch(
    new RegExp(`^${thread}_\\d+$`),
  )
  livechat.agent.close(chat)
  expect((await visitor.say(chat, 'two')).error).toBe('chat_inactive')
  const event = { type: 'message', text: 'three' }
  const attached = await visitor.post('send_event', { chat_id: chat, event, attach_to_last_thread: true })
  expect(attached.status).toBe(200)
  expect(livechat.thread(chat)).toMatchObject({ id: thread, active: false })
  expect(livechat.events(chat).find((one) => one.text === 'one')?.customId).toBe('ours-1')
})

it('knows unknown groups, offline groups, and what continuous does to them', async () => {
  const { livechat, visitor } = await testWorld()
  const statuses = async (payload: object) => (await visitor.post('list_group_statuses', payload)).body.groups_status
  livechat.as('Ben Brook').available(false)
  expect(await statuses({ all: true })).toEqual({ 0: 'online', 3: 'online', 4: 'offline' })
  expect(await statuses({ group_ids: [4, 77] })).toEqual({ 4: 'offline' })
  expect((await visitor.post('list_group_statuses', {})).error).toBe('validation')
  expect((await visitor.begin(['x'], { access: { group_ids: [77] } })).error).toBe('group_not_found')
  expect((await visitor.begin(['x'], { access: { group_ids: [4] } })).error).toBe('groups_offline')
  const waiting = await visitor.post('start_chat', { chat: { access: { group_ids: [4] } }, continuous: true })
  expect(waiting.status).toBe(200)
  expect(livechat.thread(waiting.body.chat_id)).toMatchObject({
    active: true,
    queuedAt: null,
    properties: { routing: { unassigned: true, pinned: true } },
  })
})

it('sets who the customer is; session fields are a list of one-key objects', async () => {
  const { livechat, visitor, hooks } = await testWorld()
  const { chat } = await visitor.start()
  const fields = [{ page: '/pricing' }, { plan: 'pro' }]
  expect(
    (await visitor.post('update_customer', { name: 'Vi', email: 'vi@example.com', session_fields: fields })).status,
  ).toBe(200)
  expect((await visitor.post('get_customer')).body).toMatchObject({ name: 'Vi', session_fields: fields })
  expect((await visitor.post('update_customer', {})).error).toBe('validation')
  expect((await visitor.post('set_customer_session_fields', { session_fields: { page: '/' } })).error).toBe(
    'validation',
  )
  expect((await visitor.post('set_customer_session_fields', { session_fields: [{ a: '1', b: '2' }] })).error).toBe(
    'validation',
  )
  const many = Array.from({ length: 101 }, (_, n) => ({ [`f${n}`]: 'x' }))
  expect((await visitor.post('set_customer_session_fields', { session_fields: many })).error).toBe(
    'customer_session_fields_limit_reached',
  )
  await livechat.quiet()
  expect(hooks.of('customer_session_fields_updated')[0].payload).toMatchObject({
    id: visitor.id,
    active_chat: { chat_id: chat },
    session_fields: fields,
  })
})

it('writes and deletes properties where customers may, and rates by them', async () => {
  const { livechat, visitor, hooks, client } = await testWorld()
  const { chat, thread, events } = await visitor.start('hi')
  const at = { chat_id: chat, thread_id: thread }
  const update = (properties: object) => visitor.post('update_thread_properties', { ...at, properties })
  expect((await update({ rating: { score: 1, comment: 'kind' } })).status).toBe(200)
  expect((await update({ rating: { score: 5 } })).error).toBe('validation')
  expect((await update({ routing: { idle: true } })).error).toBe('validation')
  expect(
    (await visitor.post('update_chat_properties', { id: chat, properties: { source: { client_id: 'x' } } })).error,
  ).toBe('validation')
  expect((await visitor.post('update_chat_properties', { id: chat, properties: { test: { a: 1 } } })).status).toBe(200)
  const event = { ...at, event_id: events[0] }
  expect((await visitor.post('update_event_properties', { ...event, properties: { test: { b: 1 } } })).status).toBe(200)
  expect(
    (await visitor.post('delete_thread_properties', { ...at, properties: { rating: ['score', 'comment'] } })).status,
  ).toBe(200)
  const own = { [livechat.clientId]: { ticket: '7' } }
  expect((await update(own)).error).toBe('validation')
  const access = { thread: { customer: ['read', 'write'], agent: ['read'] } }
  await client.configure('register_property', {
    name: 'ticket',
    owner_client_id: livechat.clientId,
    type: 'string',
    access,
  })
  expect((await update(own)).status).toBe(200)
  await livechat.quiet()
  expect(hooks.of('thread_properties_updated')[0].payload.properties).toEqual({ rating: { score: 1, comment: 'kind' } })
  expect(hooks.of('thread_properties_deleted')[0].payload.properties).toEqual({ rating: ['score', 'comment'] })
  expect(livechat.events(chat).map((one) => one.content.system_message_type)).toContain('rating.chat_rated')
})

it('pages lists by page_id alone', async () => {
  const { visitor } = await testWorld()
  const { chat } = await visitor.start()
  for (let n = 0; n < 3; n += 1) {
    await visitor.post('deactivate_chat', { id: chat })
    await visitor.resume(chat)
  }
  const first = await visitor.post('list_threads', { chat_id: chat, limit: 3, sort_order: 'asc' })
  expect(first.body.threads).toHaveLength(3)
  const { next_page_id: page_id } = first.body
  const second = await visitor.post('list_threads', { chat_id: chat, page_id })
  expect(second.body.threads).toHaveLength(1)
  expect(second.body.next_page_id).toBeUndefined()
  expect(second.body.previous_page_id).toBeTypeOf('string')
  expect((await visitor.post('list_threads', { chat_id: chat, page_id, limit: 3 })).error).toBe('validation')
  expect((await visitor.post('list_threads', { chat_id: chat, page_id: 'guess' })).error).toBe('validation')
  expect((await visitor.post('list_threads', { chat_id: chat, limit: 3, min_events_count: 3 })).error).toBe(
    'validation',
  )
  const enough = await visitor.post('list_threads', { chat_id: chat, min_events_count: 4 })
  const counts = enough.body.threads.map((one: { events: unknown[] }) => one.events.length)
  expect(counts.reduce((a: number, b: number) => a + b)).toBeGreaterThanOrEqual(4)
  expect(counts.slice(0, -1).reduce((a: number, b: number) => a + b, 0)).toBeLessThan(4)
  expect((await visitor.post('list_chats', { limit: 26 })).error).toBe('validation')
})

it("keeps customers out of each other's chats", async () => {
  const { client, visitor } = await testWorld()
  const other = await client.customer()
  const { chat } = await visitor.start()
  expect((await other.post('get_chat', { chat_id: chat })).status).toBe(403)
  expect((await other.say(chat, 'x')).error).toBe('authorization')
  expect((await other.post('list_chats')).body).toEqual({ chats_summary: [], total_chats: 0 })
})

it('answers GET for configuration, and says which organization it is', async () => {
  const { livechat, visitor } = await testWorld()
  const { body } = await visitor.get('get_dynamic_configuration', '&group_id=3')
  expect(body).toMatchObject({
    organization_id: livechat.organizationId,
    livechat: { group_id: 3, online_group_ids: [0, 3, 4] },
  })
  expect((await visitor.get('get_configuration', '&group_id=77&version=1')).error).toBe('group_not_found')
  expect((await visitor.get('list_license_properties')).body).toEqual({})
  expect((await visitor.get('get_localization', '&group_id=0&language=en&version=1')).status).toBe(200)
  expect((await visitor.post('get_form', { group_id: 0, type: 'prechat' })).body).toEqual({ enabled: false })
  expect((await visitor.get('list_chats')).error).toBe('validation')
})

it('tells what is missing from a request: token, organization, action, version, body', async () => {
  const { livechat, client, visitor } = await testWorld()
  const path = `/v3.6/customer/action/list_chats?organization_id=${livechat.organizationId}`
  const bare = await client.call('POST', path, {})
  expect([bare.status, bare.body.error.message]).toEqual([401, 'No `Authorization` header'])
  expect(bare.headers.get('x-debug-id')).toBeTypeOf('string')
  const bearer = client.bearer(visitor.token)
  expect((await client.call('POST', '/v3.6/customer/action/list_chats', {}, bearer)).error).toBe('validation')
  expect((await client.call('POST', `${path}x`, {}, bearer)).error).toBe('authentication')
  expect((await client.call('POST', path.replace('3.6', '3.3'), {}, bearer)).error).toBe('unsupported_version')
  expect((await visitor.post('close_chat', {})).error).toBe('validation')
  expect((await client.call('POST', path, '[]', { ...bearer, 'Content-Type': 'application/json' })).error).toBe(
    'validation',
  )
  expect((await client.call('POST', path, '{}', { ...bearer, 'Content-Type': 'text/plain' })).error).toBe('validation')
})

it('serves old versions with the header that tells of their end, and by X-API-Version', async () => {
  const { livechat, client, visitor } = await testWorld()
  const path = (version: string) => `${version}/customer/action/get_customer?organization_id=${livechat.organizationId}`
  const bearer = client.bearer(visitor.token)
  expect((await client.call('POST', path('/v3.5'), {}, bearer)).headers.get('legacy')).toBe('2025-08-07')
  expect((await client.call('POST', path('/v3.4'), {}, bearer)).headers.get('deprecation')).toBe('2026-03-31')
  expect((await client.call('POST', path(''), {}, { ...bearer, 'X-API-Version': '3.6' })).status).toBe(200)
  expect((await client.call('POST', path(''), {}, bearer)).error).toBe('unsupported_version')
  expect(livechat.breaches.map((one) => one.what)).toEqual([
    'uses v3.5; v3.6 is the one in force',
    'uses v3.4; v3.6 is the one in force',
  ])
})

it('predicts an agent for whoever is logged in by socket, and nobody else', async () => {
  const { livechat, visitor } = await testWorld()
  expect((await visitor.post('get_predicted_agent', {})).error).toBe('validation')
  const socket = await visitor.loggedIn()
  expect((await visitor.post('get_predicted_agent', {})).body.agent).toMatchObject({
    name: 'Ann Archer',
    is_bot: false,
  })
  livechat.faults.set('nobodyFree')
  expect(await socket.request('get_predicted_agent')).toMatchObject({ failed: { type: 'group_unavailable' } })
  livechat.faults.set('groupsOffline')
  expect(await socket.request('get_predicted_agent')).toMatchObject({ failed: { type: 'group_offline' } })
})

it('has no other address: older ways and slips are refused and recorded', async () => {
  const { livechat, client } = await testWorld()
  expect((await client.call('POST', '/customer/token', {})).status).toBe(404)
  expect((await client.call('POST', '/v3.6/visitor/action/start_chat', {})).status).toBe(404)
  expect(livechat.breaches.map((one) => one.where)).toEqual([
    'POST /customer/token',
    'POST /v3.6/visitor/action/start_chat',
  ])
})
