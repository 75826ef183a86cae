import { expect, it } from 'vitest'
import { testWorld } from './test-world.ts'

const registration = (owner_client_id: string, more: object = {}) => ({
  action: 'incoming_event',
  secret_key: 's',
  url: 'http://127.0.0.1:9/hook',
  owner_client_id,
  type: 'license',
  ...more,
})

it('registers, lists without secrets, and unregisters webhooks, three per action', async () => {
  const { livechat, client } = await testWorld()
  const owner = livechat.clientId
  livechat.webhooks.length = 0
  const ids = []
  for (let n = 0; n < 3; n += 1) ids.push((await client.configure('register_webhook', registration(owner))).body.id)
  expect((await client.configure('register_webhook', registration(owner))).error).toBe('limit_reached')
  expect((await client.configure('register_webhook', registration(owner, { action: 'chat_deactivated' }))).status).toBe(
    200,
  )
  const { body, text } = await client.configure('list_webhooks', { owner_client_id: owner })
  expect(body).toHaveLength(4)
  expect(text).not.toContain('secret')
  expect((await client.configure('unregister_webhook', { id: ids[0], owner_client_id: owner })).status).toBe(200)
  expect((await client.configure('unregister_webhook', { id: ids[0], owner_client_id: owner })).error).toBe('not_found')
  expect((await client.configure('register_webhook', registration(owner))).status).toBe(200)
})

it.each([
  ['an unknown action', { action: 'queue_positions_updated' }],
  ['no type', { type: undefined }],
  ['a url beyond 500 characters', { url: `http://127.0.0.1/${'x'.repeat(500)}` }],
  ['no url at all', { url: 'hook' }],
  ['author_type where there is no author', { action: 'chat_deactivated', filters: { author_type: 'agent' } }],
])('refuses a registration with %s', async (_what, more) => {
  const { livechat, client } = await testWorld()
  expect((await client.configure('register_webhook', registration(livechat.clientId, more))).error).toBe('validation')
})

it('asks for the right scope, and for an app that exists', async () => {
  const { livechat, client } = await testWorld()
  const poor = `Bearer ${livechat.agentTokenFor('Ann Archer', ['webhooks.state:ro'])}`
  expect((await client.configure('register_webhook', registration(livechat.clientId), poor)).error).toBe(
    'authorization',
  )
  expect((await client.configure('register_webhook', registration('f'.repeat(32)))).error).toBe('not_found')
  expect((await client.configure('get_license_webhooks_state', {}, poor)).body).toEqual({
    license_webhooks_enabled: true,
  })
  expect((await client.configure('disable_license_webhooks', {}, poor)).error).toBe('authorization')
  expect((await client.configure('get_license_webhooks_state', {})).error).toBe('validation')
})

it('is silent while webhooks are disabled, and for an app that is not installed', async () => {
  const { livechat, client, visitor, hooks } = await testWorld()
  const owner = { owner_client_id: livechat.clientId }
  const { chat } = await visitor.start()
  await livechat.quiet()
  const before = hooks.hooks.length
  await client.configure('disable_license_webhooks', owner)
  livechat.agent.reply(chat, 'unheard')
  expect((await client.configure('get_license_webhooks_state', owner)).body).toEqual({
    license_webhooks_enabled: false,
  })
  await client.configure('enable_license_webhooks', owner)
  const stranger = livechat.state.apps[1]?.clientId ?? ''
  expect((await client.configure('register_webhook', registration(stranger))).status).toBe(200)
  livechat.agent.reply(chat, 'heard')
  await livechat.quiet()
  expect(hooks.hooks.slice(before).map(({ body }) => body.payload.event.text)).toEqual(['heard'])
  expect(livechat.deliveries.every((one) => one.state === 'delivered')).toBe(true)
})

it('lists names without a token, and groups with what was asked', async () => {
  const { client } = await testWorld()
  const names = await client.call('POST', '/v3.6/configuration/action/list_webhook_names', {})
  expect(names.body.map((one: { action: string }) => one.action)).toContain('chat_deactivated')
  const groups = await client.configure('list_groups', { fields: ['agent_priorities', 'routing_status'] })
  expect(groups.body).toMatchObject([
    { id: 0, name: 'General', agent_priorities: { 'ann@example.com': 'normal' }, routing_status: 'accepting_chats' },
    { id: 3, name: 'Sales' },
    { id: 4, name: 'Support', agent_priorities: { 'ben@example.com': 'normal' } },
  ])
  expect((await client.configure('list_groups')).body[0].routing_status).toBeUndefined()
  expect((await client.configure('get_group', { id: 77 })).error).toBe('group_not_found')
  expect((await client.configure('list_agents')).body).toHaveLength(3)
})
