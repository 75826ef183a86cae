import { expect, it } from 'vitest'
import { eventually, receiver } from '../receiver.ts'
import type { Webhook } from './records.ts'
import { testWorld } from './test-world.ts'

it('sends the documented envelope: the secret inside, nothing signed, additional_data only when asked for', async () => {
  const { livechat, hooks, visitor, client } = await testWorld()
  livechat.webhooks.splice(0)
  await client.configure('register_webhook', {
    action: 'incoming_event',
    secret_key: 'own secret',
    url: hooks.url,
    owner_client_id: livechat.clientId,
    type: 'license',
    additional_data: ['chat_properties', 'chat_presence_user_ids'],
  })
  const { chat, thread } = await visitor.start()
  await visitor.say(chat, 'é 한국어 🎈')
  await livechat.quiet()
  const [, { body, headers } = { body: null, headers: {} }] = hooks.hooks
  expect(body).toEqual({
    webhook_id: livechat.webhooks[0]?.id,
    secret_key: 'own secret',
    action: 'incoming_event',
    organization_id: livechat.organizationId,
    payload: {
      chat_id: chat,
      thread_id: thread,
      event: expect.objectContaining({
        type: 'message',
        text: 'é 한국어 🎈',
        author_id: visitor.id,
        visibility: 'all',
      }),
    },
    additional_data: {
      chat_properties: expect.objectContaining({ source: expect.anything() }),
      chat_presence_user_ids: [visitor.id, 'ann@example.com'],
    },
  })
  expect(headers['content-type']).toBe('application/json')
  expect(Object.keys(headers).filter((name) => name.startsWith('x-'))).toEqual([])
})

it('wants exactly 200: three more tries with the same bytes, then never again', async () => {
  const { livechat, hooks } = await testWorld({}, () => 204)
  livechat.hook({ action: 'incoming_event', payload: {} })
  await livechat.quiet()
  expect(hooks.hooks).toHaveLength(4)
  expect(new Set(hooks.hooks.map(({ raw }) => raw.toString())).size).toBe(1)
  expect(livechat.deliveries.map((one) => [one.state, one.attempts.length])).toEqual([['failed', 4]])
})

it('stops trying once it was taken', async () => {
  const { livechat, hooks } = await testWorld({}, (_hook, n) => (n < 3 ? 500 : 200))
  livechat.hook({ action: 'incoming_event', payload: {} })
  await livechat.quiet()
  expect(hooks.hooks).toHaveLength(3)
  expect(livechat.deliveries[0]?.state).toBe('delivered')
})

it('gives up on an answer that does not come in time', async () => {
  const { livechat } = await testWorld({ delivery: { timeout: 40, gaps: [] } }, () => null)
  livechat.hook({ action: 'incoming_event', payload: {} })
  await livechat.quiet()
  expect(livechat.deliveries[0]?.attempts[0]).toMatchObject({ status: null, why: 'no answer within 40 ms' })
})

it('goes on after a stop with what was not delivered', async () => {
  const { livechat, visitor } = await testWorld({ delivery: { gaps: [20_000] } }, () => 500)
  await visitor.start()
  await eventually(() => expect(livechat.deliveries.every((one) => one.attempts.length === 1)).toBe(true))
  await livechat.stop()
  const better = await receiver()
  for (const webhook of livechat.webhooks) webhook.url = better.url
  await livechat.start()
  await livechat.quiet()
  expect(better.actions().sort()).toEqual(['incoming_chat', 'incoming_event', 'user_added_to_chat'])
  await better.close()
})

const lines = async (filters: Webhook['filters']) => {
  const { livechat, hooks, visitor } = await testWorld()
  livechat.webhooks.splice(0)
  const [webhook] = livechat.registerWebhooks(hooks.url, { actions: ['incoming_event'] })
  if (webhook) webhook.filters = filters
  const { chat } = await visitor.start('first')
  await visitor.say(chat, 'by us')
  livechat.agent.reply(chat, 'by an agent')
  livechat.foreign({ text: 'foreign' })
  await livechat.quiet()
  return hooks.hooks.map(({ body }) => (body.payload.event.author_id ? body.payload.event.text : 'notice')).sort()
}

it.each([
  ['nothing', {}, ['It left the house this morning.', 'by an agent', 'by us', 'foreign', 'notice', 'notice', 'notice']],
  ['author_type customer', { author_type: 'customer' }, ['by us', 'foreign']],
  ['author_type agent', { author_type: 'agent' }, ['It left the house this morning.', 'by an agent']],
  ['only_my_chats', { only_my_chats: true }, ['by an agent', 'by us', 'notice']],
  ['source_type my_client', { source_type: ['my_client'] }, ['by us']],
  ['who is present', { chat_presence: { user_ids: { values: ['ben@example.com'] } } }, ['foreign']],
  ['who is not', { chat_presence: { user_ids: { exclude_values: ['ben@example.com', 'ann@example.com'] } } }, []],
  ['my bots', { chat_presence: { my_bots: true } }, []],
] as [string, Webhook['filters'], string[]][])('filters by %s', async (_what, filters, expected) => {
  const got = await lines(filters)
  if (_what === 'who is present') expect(got).toEqual(expect.arrayContaining(expected))
  else expect(got).toEqual(expected)
  expect(got.includes('by us')).toBe(expected.includes('by us'))
})

it('tells what happens to events: edits, deletions, postbacks, read marks', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat, thread } = await visitor.start()
  const said = livechat.agent.reply(chat, 'wrogn')
  livechat.agent.edit(chat, said.id, 'wrong')
  livechat.agent.remove(chat, said.id)
  const asked = livechat.botSays(chat, 'Well?', ['Yes', 'No'])
  livechat.visitor.tap(chat, asked.id, 'Yes')
  await visitor.post('send_rich_message_postback', {
    chat_id: chat,
    thread_id: thread,
    event_id: asked.id,
    postback: { id: 'choose_no', toggled: false },
  })
  await visitor.post('mark_events_as_seen', { chat_id: chat, seen_up_to: asked.at })
  livechat.agent.seen(chat)
  await livechat.quiet()
  expect(hooks.of('event_updated')[0].payload.event.text).toBe('wrong')
  expect(hooks.of('event_deleted')[0].payload).toEqual({ chat_id: chat, thread_id: thread, event_id: said.id })
  expect(hooks.of('incoming_rich_message_postback').map(({ payload }) => payload.postback)).toEqual([
    { id: 'choose_yes', toggled: true, button_type: 'message', button_value: 'Yes' },
    { id: 'choose_no', toggled: false },
  ])
  expect(hooks.of('events_marked_as_seen').map(({ payload }) => payload.user_id)).toEqual([
    visitor.id,
    'ann@example.com',
  ])
  expect(hooks.texts()).toContain('Yes')
})

it('never sends typing, thinking, previews, sneak peeks or places in the queue', async () => {
  const { livechat, hooks, visitor } = await testWorld({ maxChats: 1 })
  const { chat } = await visitor.start()
  await livechat.quiet()
  const before = hooks.hooks.length
  livechat.agent.typing(chat, true)
  livechat.agent.thinking(chat)
  livechat.agent.preview(chat, 'half')
  await visitor.post('send_sneak_peek', { chat_id: chat, sneak_peek_text: 'I thi' })
  expect(livechat.chat(chat).sneakPeek).toBe('I thi')
  await livechat.quiet()
  expect(hooks.hooks).toHaveLength(before)
})
