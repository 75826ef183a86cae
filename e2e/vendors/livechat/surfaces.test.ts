import { expect, it } from 'vitest'
import type { Fields } from '../receiver.ts'
import { eventually } from '../receiver.ts'
import { testWorld } from './test-world.ts'

it('has two ids for every agent: the e-mail for webhooks, 32 hex digits for customers, and never the other', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.reply(chat, 'hi')
  await livechat.quiet()
  const told = hooks.of('user_added_to_chat')[0].payload.user
  expect(told).toMatchObject({ id: 'ann@example.com', email: 'ann@example.com', name: 'Ann Archer', visibility: 'all' })
  expect(hooks.of('incoming_event').at(-1).payload.event).toMatchObject({
    author_id: 'ann@example.com',
    visibility: 'all',
  })

  const { hex } = livechat.agents[0] ?? { hex: '' }
  const seen = await visitor.post('get_chat', { chat_id: chat })
  expect(seen.body.users[1]).toEqual({
    id: hex,
    type: 'agent',
    name: 'Ann Archer',
    avatar: `${livechat.url}/sim/avatars/ann.png`,
    job_title: 'Support agent',
    present: true,
  })
  const all = [seen, await visitor.post('list_chats'), await visitor.post('list_threads', { chat_id: chat })]
  for (const { text } of all) {
    expect(text).not.toContain('@example.com')
    expect(text).toContain(hex)
  }
  expect(hooks.hooks.some(({ raw }) => raw.includes(hex))).toBe(false)
})

it('shows whispers, supervisors and deleted events to agents and webhooks, and never to customers', async () => {
  const { livechat, hooks, visitor } = await testWorld()
  const socket = await visitor.loggedIn()
  const { chat } = await visitor.start()
  const regretted = livechat.agent.reply(chat, 'regretted')
  livechat.agent.note(chat, 'whispered')
  livechat.as('Ben Brook').supervise(chat)
  livechat.as('Ben Brook').note(chat, 'from above')
  livechat.agent.remove(chat, regretted.id)
  livechat.agent.reply(chat, 'the end')
  await eventually(() => expect(socket.frames.at(-1)?.payload.event?.text).toBe('the end'))
  await livechat.quiet()
  expect(hooks.texts()).toEqual(expect.arrayContaining(['whispered', 'from above']))
  expect(hooks.of('user_added_to_chat').at(-1).payload.user.visibility).toBe('agents')
  expect(hooks.of('event_deleted')[0].payload.event_id).toBe(regretted.id)

  const lists = [
    await visitor.post('list_threads', { chat_id: chat }),
    await visitor.post('list_chats'),
    await visitor.post('get_chat', { chat_id: chat }),
  ]
  const all = JSON.stringify([lists.map((one) => one.body), socket.frames])
  expect(all).not.toContain('whispered')
  expect(all).not.toContain('from above')
  expect(all).not.toContain('Ben Brook')
  expect(all).not.toContain(livechat.agents[1]?.hex)
  expect(lists[0]?.text).not.toContain('regretted')
  expect(socket.push('event_deleted').payload.event_id).toBe(regretted.id)
})

it('says visibility on every event for agents, and recipients only on two types for customers', async () => {
  const { livechat, client, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.reply(chat, 'hi')
  const events = (body: Fields) => body.thread.events as Fields[]
  const theirs = events((await client.agent('get_chat', { chat_id: chat })).body)
  expect(theirs.map((one) => [one.visibility, one.recipients])).toEqual(theirs.map(() => ['all', undefined]))
  const ours = events((await visitor.post('get_chat', { chat_id: chat })).body)
  expect(ours.map((one) => [one.type, one.visibility, one.recipients])).toEqual([
    ['message', undefined, undefined],
    ['system_message', undefined, 'all'],
    ['message', undefined, undefined],
  ])
})

it('stamps microseconds, strictly rising, even within one moment', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start('a', 'b', 'c')
  for (let n = 0; n < 20; n += 1) livechat.agent.reply(chat, `line ${n}`)
  const times = livechat.events(chat).map((event) => event.at)
  expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time))).toBe(true)
  expect(new Set(times).size).toBe(times.length)
  expect(times.toSorted()).toEqual(times)
})

it('stamps whose app began the chat, and lets nobody write that', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  expect(livechat.chat(chat).properties.source).toEqual({
    client_id: livechat.clientId,
    customer_client_id: livechat.clientId,
  })
})

it('keeps a former agent among the users, so that old lines keep their name', async () => {
  const { livechat, visitor } = await testWorld()
  const { chat } = await visitor.start()
  livechat.agent.reply(chat, 'hi')
  livechat.agent.assign(chat, 'Ben Brook')
  const { users } = (await visitor.post('get_chat', { chat_id: chat })).body
  expect(users.map((one: Fields) => [one.name, one.present])).toEqual([
    [undefined, true],
    ['Ann Archer', false],
    ['Ben Brook', true],
  ])
})
