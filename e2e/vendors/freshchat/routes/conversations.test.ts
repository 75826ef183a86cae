import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fields } from '../../receiver.ts'
import type { Freshchat } from '../freshchat.ts'
import { startFreshchat } from '../freshchat.ts'
import { testClient } from '../test-client.ts'

let freshchat: Freshchat
let client: ReturnType<typeof testClient>

beforeAll(async () => {
  freshchat = await startFreshchat()
  client = testClient(freshchat)
})
beforeEach(() => void freshchat.breaches.splice(0))
afterAll(() => freshchat.stop())

const whats = () => freshchat.breaches.map((breach) => breach.what)
const agent = (n: number) => freshchat.agents[n]?.id ?? ''
const group = (n: number) => freshchat.groups[n]?.id ?? ''

async function opening(change: (body: Fields) => Fields = () => ({})) {
  const user = await client.user({ first_name: 'Vi' })
  const body = { channel_id: freshchat.topic.id, users: [{ id: user }], messages: [client.say(user, 'hello')] }
  return client.post('/conversations', { ...body, ...change(body) })
}

it('creates a conversation with its first messages, in order', async () => {
  const { id, user } = await client.conversation('one', 'two')
  const made = freshchat.conversation(id)
  expect(made).toMatchObject({ user, status: 'new', channel: freshchat.topic.id })
  expect(made.messages.map((message) => message.text)).toEqual(['one', 'two'])
  expect(made.interaction).toBe(`${made.number}-${Date.parse(made.at)}`)
  expect(whats()).toEqual([])
})

it('answers a create with the conversation, its messages and its user', async () => {
  const { body } = await opening(() => ({
    properties: { priority: 'High', cf_page: '/pricing' },
    assigned_group_id: group(0),
  }))
  expect(body).toMatchObject({ status: 'new', assigned_group_id: group(0), properties: { cf_page: '/pricing' } })
  expect(body.messages[0]).toMatchObject({
    actor_type: 'user',
    message_type: 'normal',
    conversation_id: body.conversation_id,
  })
  expect(body.users).toHaveLength(1)
})

it.each([
  ['a topic that does not exist', 404, () => ({ channel_id: 'nowhere' })],
  ['a disabled topic', 400, () => ({ channel_id: freshchat.channels[1]?.id })],
  ['a user who does not exist', 404, () => ({ users: [{ id: 'nobody' }] })],
  ['no user', 400, () => ({ users: [] })],
  ['no message', 400, () => ({ messages: [] })],
  ['more messages than it takes', 400, ({ messages }: Fields) => ({ messages: Array(11).fill(messages[0]) })],
  ['properties as a list', 400, () => ({ properties: [{ name: 'a', value: 1 }] })],
  ['the status assigned without an agent', 400, () => ({ status: 'assigned' })],
  ['an unknown priority', 400, () => ({ properties: { priority: 'Huge' } })],
  [
    'a stranger as the author',
    400,
    ({ messages: [first] }: Fields) => ({ messages: [{ ...first, actor_id: 'somebody' }] }),
  ],
])('refuses %s', async (_what, status, change) => {
  const count = freshchat.conversations.length
  const answer = await opening(change)
  expect(answer.status).toBe(status)
  expect(answer.body.code).toBe(status)
  expect(freshchat.conversations).toHaveLength(count)
})

it('says "Conversation payload not valid" to properties as a list', async () => {
  const { id } = await client.conversation()
  const { body } = await client.put(`/conversations/${id}`, { properties: [] })
  expect(body.message).toBe('Conversation payload not valid')
  expect(whats()).toEqual(['properties of a conversation are an object map, not a list'])
})

it('gives a conversation without its messages, by its id and never by its number', async () => {
  const { id } = await client.conversation()
  const { body } = await client.get(`/conversations/${id}`)
  expect(body.conversation_id).toBe(id)
  expect('messages' in body || 'users' in body || 'agents' in body).toBe(false)
  expect((await client.get(`/conversations/${freshchat.conversation(id).number}`)).status).toBe(404)
  expect(whats()[0]).toContain('is a number')
})

it('assigns to an agent, moves to a group, unassigns, resolves and reopens', async () => {
  const { id } = await client.conversation()
  const path = `/conversations/${id}`
  const now = () => freshchat.conversation(id)
  const first = now().interaction

  await client.put(path, { status: 'assigned', assigned_agent_id: agent(0) })
  expect(now()).toMatchObject({ status: 'assigned', agent: agent(0) })
  await client.put(path, { status: 'new', assigned_group_id: group(1) })
  expect(now()).toMatchObject({ status: 'new', agent: null, group: group(1) })
  await client.put(path, { assigned_agent_id: agent(1) })
  expect(now()).toMatchObject({ status: 'assigned', agent: agent(1), group: group(1) })
  await client.put(path, { assigned_agent_id: '', status: 'new' })
  expect(now()).toMatchObject({ status: 'new', agent: null })
  await client.put(path, { assigned_group_id: '' })
  expect(now().group).toBeNull()
  await client.put(path, { status: 'resolved' })
  expect(now()).toMatchObject({ status: 'resolved', interaction: first })
  await client.put(path, { status: 'reopened' })
  expect(now().status).toBe('reopened')
  expect(now().interaction).not.toBe(first)
  await client.put(path, { status: 'waiting on customer', properties: { cf_note: 'x' } })
  expect(now()).toMatchObject({ status: 'waiting on customer', properties: { cf_note: 'x' } })
  expect(whats()).toEqual([])
})

it('reopens by "new" as well', async () => {
  const { id } = await client.conversation()
  freshchat.agent.resolve(id)
  await client.put(`/conversations/${id}`, { status: 'new' })
  expect(freshchat.conversation(id).status).toBe('reopened')
})

it.each([
  ['assigned without an agent', { status: 'assigned' }, 400],
  ['a status nobody knows', { status: 'reopen' }, 400],
  ['an agent who does not exist', { assigned_agent_id: 'nobody' }, 404],
  ['a space for nobody', { assigned_agent_id: ' ' }, 404],
  ['a group that does not exist', { assigned_group_id: 'nothing' }, 404],
  ['a topic that does not exist', { channel_id: 'nowhere' }, 404],
])('refuses %s', async (_what, body, status) => {
  const { id } = await client.conversation()
  expect((await client.put(`/conversations/${id}`, body)).status).toBe(status)
  expect(freshchat.conversation(id)).toMatchObject({ status: 'new', agent: null, group: null })
})

it('refuses an agent who was deactivated', async () => {
  const { id } = await client.conversation()
  const gone = freshchat.agents.find((one) => one.deactivated)
  expect((await client.put(`/conversations/${id}`, { assigned_agent_id: gone?.id })).status).toBe(400)
})

it('has no list of all conversations', async () => {
  expect((await client.get('/conversations')).status).toBe(404)
  expect(whats()).toEqual(['is not an endpoint of the API'])
})

it('lists the fields of conversations', async () => {
  const { body } = await client.get('/conversations/fields')
  expect(body[0]).toMatchObject({ name: 'priority', custom: false })
})
