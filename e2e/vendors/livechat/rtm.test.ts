import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { eventually } from '../receiver.ts'
import { testSocket } from './test-socket.ts'
import { testWorld } from './test-world.ts'

it('logs a customer in with what clients of the vendor look for', async () => {
  const { livechat, visitor } = await testWorld()
  const socket = await visitor.socket()
  expect(await socket.request('list_chats')).toMatchObject({ failed: { type: 'validation' } })
  expect(await socket.request('login', { token: 'Bearer dal:guess' })).toMatchObject({
    failed: { type: 'authentication' },
  })
  const entered = await socket.request('login', {
    token: `Bearer ${visitor.token}`,
    customer: { name: 'Vi' },
    customer_page: { url: 'https://example.com/', title: 'Home' },
    customer_side_storage: { a: 'b' },
  })
  expect(entered).toMatchObject({
    customer: { id: visitor.id, name: 'Vi', statistics: {} },
    has_active_thread: false,
    chats: [],
    customer_side_storage: { a: 'b' },
    __priv_dynamic_config: { customer_groups: { monitoring: { id: 0 } } },
  })
  expect(livechat.sockets).toMatchObject([{ surface: 'customer', holder: visitor.id }])
  expect(livechat.breaches).toEqual([])
})

it('answers a request and pushes its effect with the same request_id, to the asker only with it', async () => {
  const { visitor } = await testWorld()
  const socket = await visitor.loggedIn()
  const second = await visitor.loggedIn()
  const { chat_id } = await socket.request('start_chat', { chat: { access: { group_ids: [0] } } })
  const sent = await socket.request('send_event', { chat_id, event: { type: 'message', text: 'hello' } })
  await eventually(() =>
    expect(second.pushed()).toEqual(['incoming_chat', 'user_added_to_chat', 'incoming_event', 'incoming_event']),
  )
  const own = socket.frames.filter((frame) => frame.payload.event?.id === sent.event_id)
  expect(own.map((frame) => [frame.type, frame.request_id, frame.version])).toEqual([['push', 'r3', '3.6']])
  expect(second.frames.at(-1).request_id).toBeUndefined()
  const order = socket.frames.map((frame) => `${frame.type} ${frame.action}`)
  expect(order.indexOf('response start_chat')).toBeLessThan(order.indexOf('push incoming_chat'))
  expect(socket.push('incoming_chat').request_id).toBe('r2')
})

it('pushes typing, thinking, previews and places in the queue, and the rest too', async () => {
  const { livechat, client, visitor } = await testWorld({ maxChats: 1 })
  const others = [await client.customer(), await client.customer()]
  for (const other of others) await other.start()
  const socket = await visitor.loggedIn()
  const { chat } = await visitor.start()
  await eventually(() =>
    expect(socket.push('queue_position_updated').payload.queue).toEqual({ position: 1, wait_time: 90 }),
  )
  livechat.agent.assign(chat)
  livechat.agent.typing(chat, true)
  livechat.agent.thinking(chat, 'Looking')
  livechat.agent.preview(chat, 'half an ans', 'draft-1')
  livechat.as('Olga Owner').available(true)
  await visitor.post('update_customer', { name: 'Vi' })
  livechat.agent.seen(chat)
  await eventually(() => expect(socket.pushed()).toContain('events_marked_as_seen'))
  const { hex } = livechat.agents[0] ?? { hex: '' }
  expect(socket.push('incoming_typing_indicator').payload.typing_indicator).toEqual({
    author_id: hex,
    recipients: 'all',
    timestamp: expect.closeTo(Date.now() / 1000, -2),
    is_typing: true,
  })
  expect(socket.push('incoming_thinking_indicator').payload).toMatchObject({ author_id: hex, title: 'Looking' })
  expect(socket.push('incoming_event_preview').payload.event).toEqual({
    type: 'message',
    text: 'half an ans',
    custom_id: 'draft-1',
    author_id: hex,
  })
  expect(socket.push('groups_status_updated').payload.groups).toEqual([{ id: 0, status: 'online' }])
  expect(socket.push('customer_updated').payload).toEqual({ id: visitor.id, name: 'Vi' })
})

it('pushes only what the login asked for', async () => {
  const { livechat, visitor } = await testWorld()
  const socket = await visitor.loggedIn({ pushes: { '3.6': ['incoming_event', 'chat_deactivated'] } })
  const { chat } = await visitor.start()
  livechat.agent.reply(chat, 'hi')
  livechat.agent.close(chat)
  await eventually(() => expect(socket.pushed()).toContain('chat_deactivated'))
  expect(new Set(socket.pushed())).toEqual(new Set(['incoming_event', 'chat_deactivated']))
})

it("never pushes one customer's chat to another", async () => {
  const { client, visitor, livechat } = await testWorld()
  const other = await client.customer()
  const stranger = await other.loggedIn()
  const { chat } = await visitor.start()
  livechat.agent.reply(chat, 'secret')
  const own = await other.start('mine')
  await eventually(() => expect(stranger.pushed()).toContain('incoming_event'))
  expect(stranger.frames.every((frame) => (frame.payload.chat_id ?? own.chat) === own.chat)).toBe(true)
})

it('cuts whoever does not log in, and whoever is silent; pings keep alive', async () => {
  const clock = manualClock()
  const { visitor } = await testWorld({ clock })
  const late = await visitor.socket()
  clock.advance(29_999)
  expect(late.isClosed()).toBe(false)
  clock.advance(1)
  await eventually(() =>
    expect([late.push('customer_disconnected')?.payload.reason, late.isClosed()]).toEqual(['connection_timeout', true]),
  )

  const alive = await visitor.loggedIn()
  for (let n = 0; n < 3; n += 1) {
    clock.advance(14_000)
    expect(await alive.request('ping')).toEqual({})
  }
  expect(alive.isClosed()).toBe(false)
})

it('asks by itself after half the silence, and a pong counts as life', async () => {
  const { visitor } = await testWorld({ rtm: { silence: 800 } })
  const socket = await visitor.loggedIn()
  const began = performance.now()
  await eventually(() => expect(performance.now() - began).toBeGreaterThan(2_400))
  expect(socket.isClosed()).toBe(false)
})

it('takes ten unanswered requests on one socket, not eleven', async () => {
  const { livechat, visitor, faults } = await testWorld()
  const socket = await visitor.loggedIn()
  faults.set('hang', { on: 'get_customer' })
  for (let n = 0; n < 10; n += 1) void socket.request('get_customer')
  expect(await socket.request('list_chats')).toMatchObject({ failed: { type: 'pending_requests_limit_reached' } })
  expect(livechat.breaches.map((one) => one.what)).toEqual(['has more than 10 unanswered requests on one socket'])
})

it.each([
  ['an unknown action', { action: 'dance' }, 'validation'],
  ['an upload', { action: 'upload_file' }, 'validation'],
  ['a lower version than the socket', { action: 'list_chats', version: '3.5' }, 'unsupported_version'],
])('refuses %s', async (_what, frame, type) => {
  const { visitor } = await testWorld()
  const socket = await visitor.loggedIn()
  socket.send({ request_id: 'x', payload: {}, ...frame })
  await eventually(() =>
    expect(socket.frames.at(-1)).toMatchObject({ request_id: 'x', success: false, payload: { error: { type } } }),
  )
})

it.each([
  ['/v3.3/customer/rtm/ws', 'unsupported_version'],
  ['/v3.6/customer/rtm/ws?organization_id=nobody', 'license_not_found'],
])('tells at once on %s: %s', async (path, reason) => {
  const { livechat } = await testWorld()
  const socket = await testSocket(`${livechat.rtmUrl}${path}`)
  await eventually(() =>
    expect([socket.push('customer_disconnected')?.payload.reason, socket.isClosed()]).toEqual([reason, true]),
  )
})

it('closes no door it does not have: any other path is refused', async () => {
  const { livechat } = await testWorld()
  await expect(testSocket(`${livechat.rtmUrl}/v3.6/elsewhere`)).rejects.toThrow()
})

it('drops sockets when the token is revoked or expires, and when the customer is banned', async () => {
  const clock = manualClock()
  const { livechat, client, visitor } = await testWorld({ clock })
  const reason = async (end: () => void, who = visitor) => {
    const socket = await who.loggedIn()
    end()
    await eventually(() => expect(socket.isClosed()).toBe(true))
    return socket.push('customer_disconnected').payload.reason
  }
  const short = (await client.mint({ entity_id: visitor.id, expires_in: 10 })).body.access_token
  const socket = await visitor.socket()
  await socket.request('login', { token: `Bearer ${short}` })
  clock.advance(10_000)
  await eventually(() => expect(socket.push('customer_disconnected')?.payload.reason).toBe('access_token_expired'))
  expect(await reason(() => livechat.revokeTokens('customers'))).toBe('access_token_revoked')
  const again = await client.customer(visitor.id)
  const { chat } = await again.start()
  expect(await reason(() => livechat.disconnect('connection_evicted', visitor.id), again)).toBe('connection_evicted')
  expect(await reason(() => livechat.agent.ban(chat), again)).toBe('customer_banned')
})

it('serves agents too: members and followers hear everything, the group hears of key changes', async () => {
  const { livechat, visitor } = await testWorld()
  const url = `${livechat.rtmUrl}/v3.6/agent/rtm/ws`
  const enter = async (agent: string) => {
    const socket = await testSocket(url)
    const token = livechat.agentTokenFor(agent)
    expect(await socket.request('login', { token: `Bearer ${token}` })).toMatchObject({ my_profile: { name: agent } })
    return socket
  }
  const ann = await enter('Ann Archer')
  const ben = await enter('Ben Brook')
  const { chat } = await visitor.start()
  await visitor.post('send_sneak_peek', { chat_id: chat, sneak_peek_text: 'I thi' })
  await ben.request('follow_chat', { id: chat })
  livechat.agent.reply(chat, 'hello')
  await eventually(() => expect(ben.frames.at(-1)?.payload.event?.text).toBe('hello'))
  expect(ann.push('incoming_sneak_peek').payload.sneak_peek.text).toBe('I thi')
  expect(ben.push('incoming_sneak_peek')).toBeUndefined()
  expect(ben.pushed()).toContain('incoming_chat')
  expect(ann.push('incoming_chat').payload.chat.users[0].id).toBe(visitor.id)
  await ann.request('logout')
  await eventually(() => expect(ann.push('agent_disconnected')?.payload.reason).toBe('logged_out'))
})
