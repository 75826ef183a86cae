import { expect, it } from 'vitest'
import type { Fields } from '../receiver.ts'
import { eventually } from '../receiver.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

const texts = (body: Fields): string[] => body.messages.map((message: Fields) => message.message_parts[0].text.content)

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Lists'>, (world: World) => Promise<void>> = {
  async listLag({ faults, client, freshchat }) {
    const { id } = await client.conversation('hello')
    const path = `/conversations/${id}/messages`
    faults.set('listLag', { ms: 150 })
    freshchat.visitor.say(id, 'new')
    expect(texts((await client.get(path)).body)).not.toContain('new')
    await eventually(async () => expect(texts((await client.get(path)).body)).toEqual(['new', 'hello']))
  },

  async shortPage({ faults, client }) {
    faults.set('shortPage', { size: 2 })
    const { body } = await client.get('/agents?items_per_page=50')
    expect(body.agents).toHaveLength(2)
    expect(body.links.next_page.href).toContain('page=2')
    const { id } = await client.conversation('a', 'b', 'c')
    const page = await client.get(`/conversations/${id}/messages?items_per_page=50`)
    expect(texts(page.body)).toEqual(['c', 'b'])
    expect(texts((await client.get(page.body.link.href.slice(3))).body)).toEqual(['a'])
  },

  async emptyLastPage({ faults, client }) {
    faults.set('emptyLastPage')
    const { id } = await client.conversation('only')
    const { body } = await client.get(`/conversations/${id}/messages`)
    expect(texts(body)).toEqual(['only'])
    expect((await client.get(body.link.href.slice(3))).body).toEqual({ messages: [] })
  },

  async itemsOnly({ faults, client }) {
    faults.set('itemsOnly')
    const { body } = await client.get('/agents?items_per_page=2')
    expect(body.pagination).toEqual({ total_items: expect.any(Number) })
    expect(body.links).toBeUndefined()
  },

  async repeatingLink({ faults, client }) {
    faults.set('repeatingLink')
    const { id } = await client.conversation('a', 'b')
    const first = await client.get(`/conversations/${id}/messages?items_per_page=1&page=1`)
    const again = await client.get(first.body.link.href.slice(3))
    expect(again.body.link.href).toBe(first.body.link.href)
  },

  async exclusiveFromTime({ faults, client, freshchat }) {
    const { id } = await client.conversation('at the bound')
    faults.set('exclusiveFromTime')
    const at = freshchat.conversation(id).messages[0]?.at
    expect(texts((await client.get(`/conversations/${id}/messages?from_time=${at}`)).body)).toEqual([])
  },

  async searchLag({ faults, client }) {
    faults.set('searchLag', { ms: 150 })
    await client.user({ reference_id: 'new' })
    const found = async () => (await client.get('/users?reference_id=new')).body.users
    expect(await found()).toEqual([])
    await eventually(async () => expect(await found()).toHaveLength(1))
  },

  async looseSearch({ faults, client }) {
    await client.user({ reference_id: 'visitor-1' })
    await client.user({ reference_id: 'visitor-2' })
    faults.set('looseSearch')
    expect((await client.get('/users?reference_id=visitor-2')).body.users).toHaveLength(2)
  },

  async duplicateTopic({ faults, client }) {
    faults.set('duplicateTopic')
    const { channels } = (await client.get('/channels')).body
    const twins = channels.filter((channel: Fields) => channel.name === 'Web chat')
    expect(new Set(twins.map((channel: Fields) => channel.id)).size).toBe(2)
  },

  async agentGone({ faults, client, freshchat }) {
    faults.set('agentGone')
    expect((await client.get(`/agents/${freshchat.agent.id}`)).status).toBe(404)
  },

  async groupsAsText({ faults, client, freshchat }) {
    faults.set('groupsAsText')
    expect((await client.get(`/agents/${freshchat.agent.id}`)).body.groups).toBe(freshchat.groups[0]?.id)
  },

  async outsideHours({ faults, client }) {
    faults.set('outsideHours')
    expect((await client.get('/business-hours/within-bh')).body).toBe(false)
  },

  async nestedConfiguration({ faults, client, freshchat }) {
    faults.set('nestedConfiguration')
    expect((await client.get('/accounts/configuration')).body.configuration.app_id).toBe(freshchat.appId)
  },

  async sparseConversation({ faults, client }) {
    const { id } = await client.conversation()
    faults.set('sparseConversation')
    const { body } = await client.get(`/conversations/${id}`)
    expect(Object.keys(body)).toEqual(['conversation_id', 'app_id', 'status', 'channel_id', 'skill_id'])
  },

  async emptyUserPut({ faults, client, freshchat }) {
    const id = await client.user({})
    faults.set('emptyUserPut')
    const { status, text } = await client.put(`/users/${id}`, { first_name: 'Vera' })
    expect([status, text]).toEqual([200, ''])
    expect(freshchat.users[0]?.firstName).toBe('Vera')
  },

  async expiredFile({ faults, client, freshchat }) {
    const { id } = await client.conversation()
    const { parts } = freshchat.agent.attach(id, { name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hi') })
    const url = String((parts[0]?.file as { url?: string } | undefined)?.url)
    expect(await (await fetch(url)).text()).toBe('hi')
    faults.set('expiredFile')
    expect((await fetch(url)).status).toBe(403)
  },

  async fileRejected({ faults, client }) {
    faults.set('fileRejected')
    const form = new FormData()
    form.set('file', new File(['x'], 'a.exe', { type: 'application/octet-stream' }))
    expect((await client.post('/files/upload', form)).body.file_security_status).toBe('INFECTED_FILE')
  },

  async topicDisabled({ faults, client, freshchat }) {
    faults.set('topicDisabled')
    const { channels } = (await client.get('/channels')).body
    expect(channels.find((channel: Fields) => channel.name === 'Web chat').enabled).toBe(false)
    const user = await client.user()
    const channel_id = freshchat.topic.id
    const body = { channel_id, users: [{ id: user }], messages: [client.say(user, 'hi')] }
    expect((await client.post('/conversations', body)).body.status).toBe('CHANNEL_DISABLED')
  },

  async propertiesAsMap({ faults, client }) {
    faults.set('propertiesAsMap')
    const id = await client.user({ properties: [{ name: 'plan', value: 'gold' }] })
    expect((await client.get(`/users/${id}`)).body.properties).toEqual({ plan: 'gold' })
  },

  async oldestFirst({ faults, client }) {
    faults.set('oldestFirst')
    const { id } = await client.conversation('a', 'b')
    expect(texts((await client.get(`/conversations/${id}/messages`)).body)).toEqual(['a', 'b'])
  },

  async filePending({ faults, client }) {
    faults.set('filePending')
    const form = new FormData()
    form.set('file', new File(['x'], 'a.txt', { type: 'text/plain' }))
    expect((await client.post('/files/upload', form)).body.file_security_status).toBe('AV_PENDING')
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld({ webhook: null })))
