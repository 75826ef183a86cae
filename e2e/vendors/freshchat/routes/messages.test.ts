import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Fields } from '../../receiver.ts'
import type { Freshchat } from '../freshchat.ts'
import { startFreshchat } from '../freshchat.ts'
import { testClient } from '../test-client.ts'

let freshchat: Freshchat
let client: ReturnType<typeof testClient>
let id: string
let user: string

beforeAll(async () => {
  freshchat = await startFreshchat()
  client = testClient(freshchat)
})
beforeEach(async () => {
  ;({ id, user } = await client.conversation('hello'))
  freshchat.breaches.splice(0)
})
afterAll(() => freshchat.stop())

const whats = () => freshchat.breaches.map((breach) => breach.what)
const ann = () => freshchat.agents[0]?.id ?? ''
const text = (content: string) => [{ text: { content } }]
const post = (body: unknown) => client.post(`/conversations/${id}/messages`, body)
const truth = () => freshchat.conversation(id).messages.map((message) => message.text)

it('posts as the user, as an agent, as a bot and as the system', async () => {
  const said = await post({ ...client.say(user, 'as user'), user_id: user })
  expect(said.body).toMatchObject({
    actor_type: 'user',
    actor_id: user,
    message_parts: text('as user'),
    message_source: 'api',
  })
  await post({ actor_type: 'agent', actor_id: ann(), message_parts: text('as agent') })
  await post({ actor_type: 'bot', message_parts: text('as bot') })
  await post({ actor_type: 'system', message_parts: text('as system') })
  expect(freshchat.conversation(id).messages.map((message) => message.by.kind)).toEqual([
    'user',
    'user',
    'agent',
    'bot',
    'system',
  ])
  expect(whats()).toEqual([])
})

it('posts private notes and quick replies', async () => {
  const note = await post({
    actor_type: 'agent',
    actor_id: ann(),
    message_type: 'private',
    message_parts: text('psst'),
  })
  expect(note.body.message_type).toBe('private')
  const reply_parts = [
    { collection: { sub_parts: [{ quick_reply_button: { label: 'Yes', custom_reply_text: 'yes' } }] } },
  ]
  const asked = await post({ actor_type: 'agent', actor_id: ann(), message_parts: text('Well?'), reply_parts })
  expect(asked.body.reply_parts).toEqual(reply_parts)
  expect(whats()).toEqual([])
})

it.each([
  ['no parts', { message_parts: [] }, 'message_parts must hold at least 1'],
  ['too many parts', { message_parts: Array(11).fill(text('x')[0]) }, 'message_parts must hold at most 10'],
  ['a text part without content', { message_parts: [{ text: {} }] }, 'message_parts[0].text.content is required'],
  ['a blank text', { message_parts: text('  ') }, 'message_parts[0].text.content must be a string that is not blank'],
  [
    'a text that is too long',
    { message_parts: text('x'.repeat(4001)) },
    'message_parts[0].text.content is longer than 4000 characters',
  ],
  [
    'a part with two kinds',
    { message_parts: [{ text: { content: 'x' }, image: { url: 'http://x/' } }] },
    'message_parts[0] must be an object with exactly one key, the kind of part',
  ],
  [
    'a part of an unknown kind',
    { message_parts: [{ poem: {} }] },
    'message_parts[0].poem is not a kind of part that can be posted',
  ],
  ['an unknown actor', { actor_type: 'visitor' }, 'actor_type must be one of user, agent, bot, system'],
  ['a user of another conversation', { actor_id: 'another' }, 'actor_id is not the user of the conversation'],
  ['an agent who does not exist', { actor_type: 'agent', actor_id: 'x' }, 'actor_id is not an active agent'],
  ['another user_id', { user_id: 'another' }, 'user_id is not the user of the conversation'],
  ['a private note by the user', { message_type: 'private' }, 'a user cannot write a private note'],
  [
    'a message type that only the vendor makes',
    { message_type: 'system' },
    'message_type must be one of normal, private',
  ],
  [
    'quick replies outside a collection',
    { reply_parts: text('x') },
    'reply_parts[0] must be a collection or template_content',
  ],
  [
    'an image of a foreign address',
    { message_parts: [{ image: { url: 'https://example.com/a.png' } }] },
    'an image part may hold the url of images/upload and nothing else',
  ],
  [
    'a file that was never uploaded',
    { message_parts: [{ file: { name: 'a', fileHash: 'x', fileSource: 'FRESHCHAT' } }] },
    'a file part wants a url, or the fileHash of files/upload with fileSource FRESHCHAT',
  ],
])('refuses %s and records the breach', async (_what, change: Fields, breach) => {
  const answer = await post({ ...client.say(user, 'x'), ...change })
  expect(answer.status).toBe(400)
  expect(whats()).toEqual([breach])
  expect(truth()).toEqual(['hello'])
})

it('takes a text at the limit, and unknown fields with a breach', async () => {
  expect((await post(client.say(user, 'x'.repeat(4000)))).status).toBe(200)
  expect(whats()).toEqual([])
  expect((await post({ ...client.say(user, 'x'), priority: 1 })).status).toBe(200)
  expect(whats()).toEqual(['priority is not a field of this object'])
})

it('refuses a deactivated agent', async () => {
  const gone = freshchat.agents.find((one) => one.deactivated)
  expect((await post({ actor_type: 'agent', actor_id: gone?.id, message_parts: text('x') })).status).toBe(400)
})

it('lists messages newest first, over pages whose link begins with /v2', async () => {
  for (const line of ['two', 'three', 'four', 'five']) freshchat.visitor.say(id, line)
  const first = await client.get(`/conversations/${id}/messages?items_per_page=2`)
  const texts = (body: Fields) => body.messages.map((message: Fields) => message.message_parts[0].text.content)
  expect(texts(first.body)).toEqual(['five', 'four'])
  expect(first.body.link.href).toBe(`/v2/conversations/${id}/messages?items_per_page=2&page=2`)
  const second = await client.get(first.body.link.href.slice(3))
  const third = await client.get(second.body.link.href.slice(3))
  expect([...texts(second.body), ...texts(third.body)]).toEqual(['three', 'two', 'hello'])
  expect('link' in third.body).toBe(false)
  expect((await client.get(`/conversations/${id}/messages?page=9`)).body).toEqual({ messages: [] })
})

it('takes from_time as an inclusive bound and carries it in the link', async () => {
  const [first] = freshchat.conversation(id).messages
  const at = first?.at ?? ''
  freshchat.visitor.say(id, 'two')
  const page = await client.get(`/conversations/${id}/messages?items_per_page=1&from_time=${at}`)
  expect(page.body.link.href).toContain(`from_time=${encodeURIComponent(at)}`)
  const all = await client.get(`/conversations/${id}/messages?from_time=${at}`)
  expect(all.body.messages.at(-1).id).toBe(first?.id)
  const none = await client.get(`/conversations/${id}/messages?from_time=2100-01-01T00:00:00.000Z`)
  expect(none.body.messages).toEqual([])
})

it.each(['items_per_page=51', 'items_per_page=0', 'page=0', 'page=x', 'page=10001', 'from_time=yesterday'])(
  'refuses a list with %s',
  async (query) => {
    expect((await client.get(`/conversations/${id}/messages?${query}`)).status).toBe(400)
    expect(whats()).toHaveLength(1)
  },
)

it('lists notes and notices beside what was said, each with its type', async () => {
  freshchat.agent.note(id, 'psst')
  freshchat.agent.resolve(id)
  const { body } = await client.get(`/conversations/${id}/messages`)
  expect(body.messages.map((message: Fields) => message.message_type)).toEqual(['system', 'private', 'normal'])
  expect(body.messages[0].meta_data).toEqual({ isResolved: true })
})

it('reopens a resolved conversation when its user posts', async () => {
  const before = freshchat.conversation(id).interaction
  freshchat.agent.resolve(id)
  expect((await post(client.say(user, 'again'))).status).toBe(200)
  expect(freshchat.conversation(id).status).toBe('reopened')
  expect(freshchat.conversation(id).interaction).not.toBe(before)
})

it('refuses a post to a resolved conversation when the user has a newer one', async () => {
  freshchat.agent.resolve(id)
  const messages = [client.say(user, 'new')]
  await client.post('/conversations', { channel_id: freshchat.topic.id, users: [{ id: user }], messages })
  const answer = await post(client.say(user, 'again'))
  expect(answer.status).toBe(400)
  expect(answer.body.message).toContain('not the latest conversation')
})

it('refuses a text in an e-mail conversation and creates it all the same', async () => {
  const channel = freshchat.channels.find((one) => one.source === 'EMAIL')
  const body = { channel_id: channel?.id, users: [{ id: user }], messages: [client.say(user, 'first')] }
  const { body: made } = await client.post('/conversations', body)
  const path = `/conversations/${made.conversation_id}/messages`
  expect((await client.post(path, client.say(user, 'second'))).status).toBe(400)
  expect(freshchat.conversation(made.conversation_id).messages.map((message) => message.text)).toEqual([
    'first',
    'second',
  ])
})
