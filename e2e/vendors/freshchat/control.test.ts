import { expect, it } from 'vitest'
import type { Fields } from '../receiver.ts'
import { controlOf } from '../receiver.ts'
import { catalogue } from './fault-catalogue.ts'
import { testWorld } from './test-world.ts'

async function controlled() {
  const world = await testWorld()
  return { ...world, sim: controlOf(world.freshchat.url) }
}

it('shows the truth: every conversation with its messages in order, author and type', async () => {
  const { sim, client, freshchat } = await controlled()
  const { id } = await client.conversation('hello')
  freshchat.agent.note(id, 'psst')
  const { body } = await sim('GET', '/truth')
  expect(body.appId).toBe(freshchat.appId)
  expect(body.conversations[0].messages).toMatchObject([
    { text: 'hello', by: { kind: 'user' }, type: 'normal' },
    { text: 'psst', by: { kind: 'agent' }, type: 'private' },
  ])
  expect((await sim('GET', `/conversations/${id}`)).body.id).toBe(id)
})

it('lets another process act as agent, visitor, bot and system', async () => {
  const { sim, client, freshchat } = await controlled()
  const { id } = await client.conversation('hello')
  const act = (what: string, body: unknown = {}) => sim('POST', `/conversations/${id}/${what}`, body)
  expect((await act('reply', { text: 'hi', as: 'Ben Brook' })).body.text).toBe('hi')
  await act('note', { text: 'psst' })
  await act('assign')
  await act('assign', { agent: 'ben.brook@example.com' })
  await act('group', { group: 'Billing' })
  await act('unassign')
  await act('resolve')
  await act('reopen')
  await act('visitor', { text: 'from my phone' })
  await act('tap', { label: 'Yes' })
  await act('bot', { text: 'beep' })
  expect((await act('cards')).body.parts[0].template_content.type).toBe('carousel')
  await act('system', { text: 'queue' })
  await act('attach', { file: { name: 'a.txt', type: 'text/plain', base64: 'aGk=' } })
  await act('seen')
  await act('auto-resolve')
  expect(freshchat.conversation(id)).toMatchObject({ status: 'resolved', unread: 0 })
  const said = freshchat.conversation(id).messages.filter((message) => message.source !== 'system')
  expect(said.map((message) => message.text)).toEqual(['hello', 'hi', 'psst', 'from my phone', 'Yes', 'beep', '', ''])
  expect((await act('dance')).body.message).toBe('there is no act "dance"')
})

it('shows breaches, requests and deliveries, and where webhooks go', async () => {
  const { sim, client, freshchat, hooks } = await controlled()
  await client.post('/users', { nickname: 'x' })
  expect((await sim('GET', '/breaches')).body).toHaveLength(1)
  const last = freshchat.requests.at(-1)?.n ?? 0
  await client.get('/channels')
  expect((await sim('GET', `/requests?after=${last}`)).body).toMatchObject([{ path: '/v2/channels', status: 200 }])
  await sim('POST', '/hook', { action: 'odd' })
  await sim('GET', '/quiet')
  expect((await sim('GET', '/deliveries')).body).toMatchObject([{ state: 'delivered', body: '{"action":"odd"}' }])
  await sim('PUT', '/webhook', { url: null })
  expect((await sim('GET', '/admin')).body).toMatchObject({ webhook: null, token: freshchat.token })
  await sim('POST', '/foreign')
  await sim('POST', `/agents/${freshchat.agent.id}/available`, { on: false })
  expect(freshchat.agents[0]?.available).toBe(false)
  expect(hooks.hooks).toHaveLength(1)
  const { body } = await sim('POST', '/token')
  expect(body.token).toBe(freshchat.token)
})

it('serves the agent page, with what all pages share', async () => {
  const { freshchat, sim } = await controlled()
  expect(await (await fetch(`${freshchat.url}/sim`)).text()).toContain('<title>Freshchat, simulated</title>')
  expect((await fetch(`${freshchat.url}/sim/page/agent-page.js`)).status).toBe(200)
  const { body } = await sim('GET', '/faults')
  expect(body.catalogue.map((one: Fields) => one.name)).toEqual(Object.keys(catalogue))
})
