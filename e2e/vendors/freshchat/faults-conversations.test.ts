import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

const messages = ({ hooks }: World) =>
  hooks.hooks.filter((hook) => hook.body.action === 'message_create').map((hook) => hook.body)

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Conversations'>, (world: World) => Promise<void>> = {
  async appendToOpen({ faults, client, freshchat }) {
    const { id, user } = await client.conversation('one')
    const opening = (text: string) =>
      client.post('/conversations', {
        channel_id: freshchat.topic.id,
        users: [{ id: user }],
        messages: [client.say(user, text)],
      })
    faults.set('appendToOpen')
    expect((await opening('two')).body.conversation_id).toBe(id)
    expect(freshchat.conversation(id).messages.map((message) => message.text)).toEqual(['one', 'two'])
    freshchat.agent.resolve(id)
    const { body } = await opening('after the resolution')
    expect(body.conversation_id).not.toBe(id)
    freshchat.agent.resolve(body.conversation_id)
    faults.clear()
    expect((await opening('three')).body.conversation_id).not.toBe(id)
  },

  async refuseResolved({ faults, client, freshchat }) {
    const { id, user } = await client.conversation('one')
    freshchat.agent.resolve(id)
    faults.set('refuseResolved')
    const { status, body } = await client.post(`/conversations/${id}/messages`, client.say(user, 'two'))
    expect([status, freshchat.conversation(id).status]).toEqual([400, 'resolved'])
    expect(body.message).toContain('not the latest conversation')
  },

  async conflictingUser({ faults, client, freshchat }) {
    await client.user({ reference_id: 'a' })
    expect((await client.post('/users', { reference_id: 'a' })).status).toBe(200)
    faults.set('conflictingUser')
    expect((await client.post('/users', { reference_id: 'a' })).status).toBe(409)
    expect((await client.post('/users', { reference_id: 'b' })).status).toBe(200)
    expect(freshchat.users).toHaveLength(3)
  },

  async mergingUser({ faults, client, freshchat }) {
    const first = await client.user({ reference_id: 'a', first_name: 'Vi' })
    faults.set('mergingUser')
    expect(await client.user({ reference_id: 'a', first_name: 'Vera' })).toBe(first)
    expect(freshchat.users.map(({ firstName }) => firstName)).toEqual(['Vera'])
  },

  async conversationGone({ faults, client }) {
    const { id, user } = await client.conversation()
    faults.set('conversationGone')
    const calls = [
      client.get(`/conversations/${id}`),
      client.get(`/conversations/${id}/messages`),
      client.put(`/conversations/${id}`, { status: 'resolved' }),
      client.post(`/conversations/${id}/messages`, client.say(user, 'hello?')),
    ]
    for (const { status } of await Promise.all(calls)) expect(status).toBe(404)
  },

  async statusWords({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('statusWords')
    const word = async () => (await client.get(`/conversations/${id}`)).body.status
    const words = [await word()]
    await client.put(`/conversations/${id}`, { status: 'waiting on customer' })
    words.push(await word())
    freshchat.agent.resolve(id)
    words.push(await word())
    freshchat.agent.reopen(id)
    expect([...words, await word()]).toEqual(['NEW', 'WAITING_ON_CUSTOMER', 'resolve', 'reopen'])
  },

  async htmlText({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('htmlText')
    freshchat.agent.reply(id, 'a < b\nc')
    const { body } = await client.get(`/conversations/${id}/messages`)
    expect(body.messages[0].message_parts).toEqual([{ text: { content: '<p>a &lt; b<br>c</p>' } }])
  },

  async sentAsBot({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('sentAsBot')
    const post = { actor_type: 'agent', actor_id: freshchat.agent.id, message_parts: [{ text: { content: 'hi' } }] }
    await client.post(`/conversations/${id}/messages`, post)
    freshchat.agent.reply(id, 'by hand')
    const { body } = await client.get(`/conversations/${id}/messages`)
    expect(body.messages.map((message: { actor_type: string }) => message.actor_type)).toEqual(['agent', 'bot', 'user'])
  },

  async unassignNeedsSpace({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    freshchat.agent.assign(id)
    faults.set('unassignNeedsSpace')
    await client.put(`/conversations/${id}`, { assigned_agent_id: '', status: 'new' })
    expect(freshchat.conversation(id).agent).toBe(freshchat.agent.id)
    await client.put(`/conversations/${id}`, { assigned_agent_id: ' ', status: 'new' })
    expect(freshchat.conversation(id).agent).toBeNull()
  },

  async reopenNeedsNew({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    freshchat.agent.resolve(id)
    faults.set('reopenNeedsNew')
    expect((await client.put(`/conversations/${id}`, { status: 'reopened' })).status).toBe(400)
    expect((await client.put(`/conversations/${id}`, { status: 'new' })).status).toBe(200)
    expect(freshchat.conversation(id).status).toBe('reopened')
  },

  async oldIds({ faults, client }) {
    faults.set('oldIds')
    const { id, user } = await client.conversation()
    expect(id).toMatch(/^[0-9a-f-]{36}_[0-9a-f-]{36}_feedback$/)
    expect(user).toMatch(/^Vi_alias[0-9a-f]{32}$/)
    expect((await client.get(`/conversations/${id}`)).status).toBe(200)
  },

  async numericIds(world) {
    const { faults, client, freshchat } = world
    faults.set('numericIds')
    const { id } = await client.conversation()
    await eventually(() => expect(messages(world)).toHaveLength(1))
    const { number } = freshchat.conversation(id)
    expect(messages(world)[0].data.message).toMatchObject({ conversation_id: id, freshchat_conversation_id: number })
    expect((await client.get(`/conversations/${number}`)).status).toBe(404)
  },

  async metaAsText({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('metaAsText')
    freshchat.agent.resolve(id)
    const { body } = await client.get(`/conversations/${id}/messages`)
    expect(body.messages[0].meta_data).toEqual({ isResolved: 'true' })
  },

  async noticeAsAgent(world) {
    const { faults, client, freshchat } = world
    const { id } = await client.conversation()
    faults.set('noticeAsAgent')
    freshchat.agent.resolve(id)
    await eventually(() => expect(messages(world)).toHaveLength(2))
    expect(messages(world)[1].data.message).toMatchObject({
      actor_type: 'agent',
      message_source: 'system',
      meta_data: { isResolved: true },
    })
    expect('message_type' in messages(world)[1].data.message).toBe(false)
  },

  async noActor(world) {
    const { faults, client, freshchat } = world
    const { id } = await client.conversation()
    faults.set('noActor')
    freshchat.botSays(id, 'beep')
    await eventually(() => expect(messages(world)).toHaveLength(2))
    const [, beep] = messages(world)
    expect('actor' in beep || 'actor_type' in beep.data.message).toBe(false)
    const { body } = await client.get(`/conversations/${id}/messages`)
    expect('actor_type' in body.messages[0]).toBe(false)
  },

  async welcome({ faults, client, freshchat }) {
    faults.set('welcome')
    const { id } = await client.conversation('hello')
    expect(freshchat.conversation(id).messages.at(-1)).toMatchObject({
      text: freshchat.topic.welcome,
      by: { kind: 'system' },
    })
  },

  async noteBesideReply({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('noteBesideReply')
    freshchat.agent.reply(id, 'public')
    expect(freshchat.conversation(id).messages.map((message) => message.type)).toEqual(['normal', 'normal', 'private'])
  },

  async dotBesideReply({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    faults.set('dotBesideReply')
    freshchat.agent.reply(id, 'public')
    expect(freshchat.conversation(id).messages.at(-1)).toMatchObject({ text: '.', by: { kind: 'system' } })
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
