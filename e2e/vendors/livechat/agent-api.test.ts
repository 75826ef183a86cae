import { expect, it } from 'vitest'
import { testWorld } from './test-world.ts'

it('lets only users of a chat write to it, by Bearer and by personal token', async () => {
  const { livechat, client, visitor } = await testWorld()
  const { chat } = await visitor.start()
  const send = (authorization: string, more: object = {}) =>
    client.agent('send_event', { chat_id: chat, event: { type: 'message', text: 'hi', ...more } }, authorization)
  expect((await send(client.basic)).status).toBe(200)
  expect((await send(`Bearer ${livechat.agentToken}`)).body.event_id).toMatch(/_\d+$/)
  const ben = `Bearer ${livechat.agentTokenFor('Ben Brook')}`
  const refused = await send(ben)
  expect([refused.status, refused.body.error.message]).toEqual([403, 'Requester is not user of the chat'])
  const join = { chat_id: chat, user_id: 'ben@example.com', user_type: 'agent', ignore_requester_presence: true }
  const second = await client.agent('add_user_to_chat', { ...join, visibility: 'all' }, ben)
  expect([second.status, second.body.error.message]).toEqual([422, 'Public agents in chat limit reached'])
  expect((await client.agent('add_user_to_chat', { ...join, visibility: 'agents' }, ben)).status).toBe(200)
  expect((await send(ben)).error).toBe('authorization')
  expect((await send(ben, { visibility: 'agents' })).status).toBe(200)
})

it('refuses actions without their scope, and removed ones', async () => {
  const { livechat, client, visitor } = await testWorld()
  await visitor.start()
  const reader = `Bearer ${livechat.agentTokenFor('Ann Archer', ['chats--access:ro'])}`
  expect((await client.agent('list_chats', {}, reader)).status).toBe(200)
  expect((await client.agent('deactivate_chat', { id: 'x' }, reader)).error).toBe('authorization')
  expect((await client.agent('create_customer', { name: 'x' })).error).toBe('validation')
  expect(livechat.breaches.map((one) => one.what)).toEqual([
    'the token lacks the scope chats--access:rw',
    'is not an action of this API, or not one that is simulated',
  ])
})

it('shows "access" the chats of the own groups, "all" every chat', async () => {
  const { livechat, client, visitor } = await testWorld()
  await visitor.begin(['x'], { access: { group_ids: [4] } })
  const found = async (scope: string) => {
    const token = livechat.agentTokenFor('Ann Archer', [scope])
    return (await client.agent('list_chats', {}, `Bearer ${token}`)).body.found_chats
  }
  expect([await found('chats--access:ro'), await found('chats--all:ro')]).toEqual([0, 1])
})

it('transfers when somebody can take it, and says so when nobody can', async () => {
  const { livechat, client, visitor } = await testWorld()
  const { chat } = await visitor.start()
  const transfer = (target: object, more: object = {}) => client.agent('transfer_chat', { id: chat, target, ...more })
  livechat.as('Ben Brook').available(false)
  const failed = await transfer({ type: 'group', ids: [4] })
  expect([failed.status, failed.body.error]).toEqual([
    422,
    { type: 'validation', message: 'Cannot assign any agent from requested groups' },
  ])
  expect((await transfer({ type: 'group', ids: [77] })).error).toBe('group_not_found')
  expect((await transfer({ type: 'group', ids: [4] }, { force: true })).error).toBe('validation')
  expect((await transfer({ type: 'group', ids: [4] }, { ignore_agents_availability: true })).status).toBe(200)
  expect(livechat.thread(chat).queuedAt).not.toBeNull()
  livechat.as('Ben Brook').available(true)
  expect(livechat.thread(chat).queuedAt).toBeNull()
  const anyway = { ignore_requester_presence: true }
  expect((await transfer({ type: 'agent', ids: ['ann@example.com'] }, anyway)).status).toBe(200)
  expect(livechat.breaches.map((one) => one.what)).toContain('`force` is not a field of this object')
})

it('lists who could take a chat: with oneself, without whoever is offline', async () => {
  const { client, visitor } = await testWorld()
  const { chat } = await visitor.start()
  const { body } = await client.agent('list_agents_for_transfer', { chat_id: chat })
  expect(body).toEqual([
    { agent_id: 'ben@example.com', total_active_chats: 0 },
    { agent_id: 'ann@example.com', total_active_chats: 1 },
  ])
})

it('lists, follows, tags, bans, and sets statuses', async () => {
  const { livechat, client, visitor, hooks } = await testWorld()
  const { chat, thread } = await visitor.start()
  const listed = async (filters: object) => (await client.agent('list_chats', { filters })).body.found_chats
  expect([await listed({ active: true }), await listed({ active: false }), await listed({ group_ids: [4] })]).toEqual([
    1, 0, 0,
  ])
  await client.agent('follow_chat', { id: chat })
  expect((await client.agent('get_chat', { chat_id: chat })).body.is_followed).toBe(true)
  await client.agent('tag_thread', { chat_id: chat, thread_id: thread, tag: 'bug' })
  await client.agent('untag_thread', { chat_id: chat, thread_id: thread, tag: 'bug' })
  await client.agent('set_routing_status', { status: 'not_accepting_chats', agent_id: 'ben@example.com' })
  expect((await client.agent('list_routing_statuses', { filters: { group_ids: [4] } })).body).toEqual([
    { agent_id: 'ben@example.com', status: 'not_accepting_chats' },
  ])
  await client.agent('update_customer', { id: visitor.id, name: 'Vi' })
  expect((await client.agent('get_customer', { id: visitor.id })).body).toMatchObject({ name: 'Vi', type: 'customer' })
  expect((await client.agent('ban_customer', { id: visitor.id, ban: { days: 2 } })).status).toBe(200)
  await livechat.quiet()
  expect(hooks.of('thread_tagged')[0].payload).toEqual({ chat_id: chat, thread_id: thread, tag: 'bug' })
  expect(hooks.of('thread_untagged')).toHaveLength(1)
  expect(hooks.of('routing_status_set')[0].payload).toEqual({
    agent_id: 'ben@example.com',
    status: 'not_accepting_chats',
  })
  expect(hooks.of('chat_deactivated')).toHaveLength(1)
})

it('closes a chat one is in, or with ignore_requester_presence any, and resumes it', async () => {
  const { livechat, client, visitor } = await testWorld()
  const { chat } = await visitor.start()
  const ben = `Bearer ${livechat.agentTokenFor('Ben Brook')}`
  expect((await client.agent('deactivate_chat', { id: chat }, ben)).error).toBe('authorization')
  expect((await client.agent('deactivate_chat', { id: chat, ignore_requester_presence: true }, ben)).status).toBe(200)
  expect((await client.agent('deactivate_chat', { id: chat })).error).toBe('chat_inactive')
  const resumed = await client.agent('resume_chat', { chat: { id: chat, access: { group_ids: [3] } } }, ben)
  expect(livechat.thread(chat)).toMatchObject({ id: resumed.body.thread_id, groups: [3] })
})
