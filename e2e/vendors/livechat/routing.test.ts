import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { testWorld } from './test-world.ts'

it('gives a new chat to the least busy agent, and tells in the order of the contract', async () => {
  const { livechat, client, hooks, visitor } = await testWorld()
  const { chat } = await visitor.start('hello')
  await livechat.quiet()
  expect(livechat.deliveries.map((one) => one.action)).toEqual([
    'incoming_chat',
    'user_added_to_chat',
    'incoming_event',
  ])
  const { users, thread } = hooks.of('incoming_chat')[0].payload.chat
  expect(users.map((one: { type: string }) => one.type)).toEqual(['customer'])
  expect(thread.events.map((one: { text: string }) => one.text)).toEqual(['hello'])
  const second = await client.customer()
  const other = await second.start()
  const holder = (id: string) => livechat.chat(id).users.find((one) => one.type === 'agent')?.id
  expect([holder(chat), holder(other.chat)]).toEqual(['ann@example.com', 'ben@example.com'])
})

it('queues when everybody is busy, tells the place, and serves the longest waiting first', async () => {
  const { livechat, client, visitor } = await testWorld({ maxChats: 1 })
  const first = await visitor.start()
  const others = [await client.customer(), await client.customer(), await client.customer()]
  const chats: string[] = []
  for (const one of others) chats.push((await one.start()).chat)
  const place = async (n: number) => (await others[n]?.post('get_chat', { chat_id: chats[n] }))?.body.thread.queue
  expect(await place(0)).toBeUndefined()
  expect(await place(1)).toMatchObject({ position: 1, wait_time: 90 })
  expect(await place(2)).toMatchObject({ position: 2 })
  expect((await visitor.post('list_group_statuses', { all: true })).body.groups_status['0']).toBe('online_for_queue')
  livechat.agent.close(first.chat)
  expect(await place(1)).toBeUndefined()
  expect(livechat.chat(chats[1] ?? '').users.at(-1)?.id).toBe('ann@example.com')
  expect(await place(2)).toMatchObject({ position: 1 })
  livechat.as('Olga Owner').available(true)
  expect(await place(2)).toBeUndefined()
})

it('leaves a chat alone that asked for no routing, until an agent takes it', async () => {
  const { livechat, visitor } = await testWorld()
  const { body } = await visitor.begin(['x'], { properties: { routing: { ignore_agents_routing: true } } })
  const users = () => livechat.chat(body.chat_id).users.map((user) => user.id)
  expect(users()).toEqual([visitor.id])
  livechat.agent.reply(body.chat_id, 'mine')
  expect(users()).toEqual([visitor.id, 'ann@example.com'])
})

it('transfers to an agent and to a group in the vendor’s many words', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.assign(chat, 'Ben Brook')
  await livechat.quiet()
  expect(hooks.of('chat_transferred')[0].payload).toMatchObject({
    reason: 'manual',
    requester_id: 'ann@example.com',
    transferred_to: { agent_ids: ['ben@example.com'] },
  })
  livechat.as('Ben Brook').toGroup(chat, 'Support')
  await livechat.quiet()
  expect(livechat.chat(chat).groups).toEqual([4])
  // Ben alone is in Support, and it was he who sent it there.
  expect(hooks.of('chat_transferred')[1].payload).toMatchObject({
    transferred_to: { group_ids: [4] },
    queue: { position: 1 },
  })
  expect(hooks.of('user_removed_from_chat').map((one) => one.payload.user_id)).toEqual([
    'ann@example.com',
    'ben@example.com',
  ])
  expect(hooks.of('chat_access_updated')[0].payload).toEqual({ id: chat, access: { group_ids: [4] } })
})

it('puts a chat back into the queue without an agent', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.unassign(chat)
  await livechat.quiet()
  expect(livechat.thread(chat).queuedAt).not.toBeNull()
  expect(hooks.of('chat_transferred')[0].payload).toMatchObject({ reason: 'unassigned', queue: { position: 1 } })
  expect(hooks.of('chat_transferred')[0].payload.requester_id).toBeUndefined()
  livechat.agent.assign(chat)
  expect(livechat.thread(chat).queuedAt).toBeNull()
})

it.each([
  ['an agent', 'manual_archived_agent', 'ann@example.com'],
  ['the visitor', 'manual_archived_customer', 'the visitor'],
  ['the router', 'routing.archived_inactive', undefined],
  ['a ban', 'customer_banned', undefined],
])('is closed by %s: a system message, then chat_deactivated that says who', async (by, type, user) => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat, thread } = await visitor.start()
  await livechat.quiet()
  if (by === 'an agent') livechat.agent.close(chat)
  else if (by === 'the visitor') livechat.visitor.close(chat)
  else if (by === 'the router') livechat.archive(chat)
  else livechat.agent.ban(chat)
  await livechat.quiet()
  expect(livechat.deliveries.slice(-2).map((one) => one.action)).toEqual(['incoming_event', 'chat_deactivated'])
  expect(hooks.of('incoming_event').at(-1).payload.event.system_message_type).toBe(type)
  const expected = {
    chat_id: chat,
    thread_id: thread,
    ...(user && { user_id: user === 'the visitor' ? visitor.id : user }),
  }
  expect(hooks.of('chat_deactivated')[0].payload).toEqual(expected)
})

it('archives what is silent for half an hour, and each event begins it anew', async () => {
  const clock = manualClock()
  const { livechat, visitor } = await testWorld({ clock })
  const { chat } = await visitor.start()
  clock.advance(29 * 60_000)
  livechat.agent.reply(chat, 'still here?')
  clock.advance(29 * 60_000)
  expect(livechat.thread(chat).active).toBe(true)
  clock.advance(60_000)
  expect(livechat.thread(chat)).toMatchObject({ active: false, ended: 'routing.archived_inactive' })
})

it('does not archive a new thread for the silence of the one before', async () => {
  const clock = manualClock()
  const { livechat, visitor } = await testWorld({ clock })
  const { chat } = await visitor.start()
  clock.advance(10 * 60_000)
  livechat.agent.close(chat)
  clock.advance(10 * 60_000)
  livechat.agent.resume(chat)
  clock.advance(20 * 60_000)
  expect(livechat.thread(chat).active).toBe(true)
  clock.advance(10 * 60_000)
  expect(livechat.thread(chat).active).toBe(false)
})

it('refuses a banned customer everything, until the ban is over', async () => {
  const clock = manualClock()
  const { livechat, client, visitor } = await testWorld({ clock, tokenLife: { agent: 200_000 } })
  const { chat } = await visitor.start()
  livechat.agent.ban(chat, 1)
  const refused = await visitor.post('list_chats')
  expect([refused.status, refused.error]).toEqual([403, 'customer_banned'])
  clock.advance(86_400_001)
  const back = await client.customer(visitor.id)
  expect((await back.resume(chat)).status).toBe(200)
})

it('is resumed by an agent, who then holds it', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.close(chat)
  livechat.as('Ben Brook').resume(chat)
  await livechat.quiet()
  expect(hooks.of('incoming_chat')).toHaveLength(2)
  expect(hooks.of('user_added_to_chat').at(-1).payload.user.id).toBe('ben@example.com')
})

it('answers chat_anonymized once the data are gone', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.anonymize(chat)
  expect((await visitor.say(chat, 'x')).error).toBe('chat_anonymized')
})
