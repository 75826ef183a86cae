import { expect, it } from 'vitest'
import type { Fields } from '../receiver.ts'
import { controlOf, eventually } from '../receiver.ts'
import { catalogue } from './fault-catalogue.ts'
import { testWorld } from './test-world.ts'

async function controlled() {
  const world = await testWorld()
  return { ...world, sim: controlOf(world.livechat.url) }
}

it('shows the truth: every chat with its threads, who holds it and where it waits', async () => {
  const { sim, visitor, livechat } = await controlled()
  const { chat } = await visitor.start('hello')
  livechat.agent.note(chat, 'psst')
  const { body } = await sim('GET', '/truth')
  expect(body.organizationId).toBe(livechat.organizationId)
  expect(body.chats[0]).toMatchObject({ id: chat, holder: 'ann@example.com', queue: null, unread: 1 })
  expect(body.chats[0].threads[0].events.at(-1)).toMatchObject({ text: 'psst', visibility: 'agents' })
  expect(body.groups[0]).toEqual({ id: 0, name: 'General', language: 'en', status: 'online' })
  expect((await sim('GET', `/chats/${chat}`)).body.id).toBe(chat)
})

it('lets another process act as agent, visitor, router and system', async () => {
  const { sim, visitor, livechat } = await controlled()
  const { chat } = await visitor.start('hello')
  const act = (what: string, body: unknown = {}) => sim('POST', `/chats/${chat}/${what}`, body)
  const said = (await act('reply', { text: 'hi', as: 'Ben Brook' })).body
  expect(said.text).toBe('hi')
  await act('edit', { id: said.id, text: 'hi there', as: 'Ben Brook' })
  await act('note', { text: 'psst' })
  await act('typing', { on: true })
  await act('thinking')
  await act('preview', { text: 'half' })
  await act('assign')
  await act('assign', { agent: 'ben@example.com' })
  await act('group', { group: 'Sales' })
  await act('unassign')
  await act('assign')
  await act('supervise', { as: 'Ben Brook' })
  await act('leave', { as: 'Ben Brook' })
  await act('tag', { text: 'bug' })
  await act('visitor', { text: 'from elsewhere' })
  const asked = (await act('bot', { text: 'Well?', choices: ['Yes'] })).body
  await act('tap', { id: asked.id, label: 'Yes' })
  await act('rate', { score: 1, text: 'kind' })
  await act('system', { text: 'idle', type: 'routing.idle' })
  await act('attach', { file: { name: 'a.txt', type: 'text/plain', base64: 'aGk=' } })
  await act('reply', { text: 'oops' })
  await act('remove', { id: livechat.events(chat).at(-1)?.id })
  await act('seen')
  await act('close')
  await act('resume')
  await act('archive')
  await act('resume')
  await act('visitor-close')
  await act('resume')
  await act('ban', { days: 1 })
  const texts = livechat
    .events(chat)
    .filter((event) => event.author !== null)
    .map((event) => event.text)
  expect(texts).toEqual(['hello', 'hi there', 'psst', 'from elsewhere', 'Well?', 'Yes', 'a.txt', 'oops'])
  expect(livechat.chat(chat)).toMatchObject({ unread: 0, groups: [3] })
  expect(livechat.chat(chat).threads.map((thread) => thread.ended)).toEqual([
    'manual_archived_agent',
    'routing.archived_inactive',
    'manual_archived_customer',
    'customer_banned',
  ])
  expect(livechat.chat(chat).threads[0]).toMatchObject({
    tags: ['bug'],
    properties: { rating: { score: 1, comment: 'kind' } },
  })
  expect((await act('dance')).body.message).toBe('there is no act "dance"')
})

it('shows breaches, requests and deliveries, and sets up what the console would', async () => {
  const { sim, visitor, livechat, hooks } = await controlled()
  await visitor.post('list_chats', { nickname: 'x' })
  expect((await sim('GET', '/breaches')).body).toHaveLength(1)
  const last = livechat.requests.at(-1)?.n ?? 0
  await visitor.post('get_customer')
  expect((await sim('GET', `/requests?after=${last}`)).body).toMatchObject([{ method: 'POST', status: 200 }])
  await sim('POST', '/hook', { action: 'odd' })
  await sim('GET', '/quiet')
  expect((await sim('GET', '/deliveries')).body).toMatchObject([{ state: 'delivered', action: 'odd' }])
  expect(hooks.hooks[0]?.body).toMatchObject({ action: 'odd', secret_key: 'the secret' })
  await sim('POST', '/redirect-uris', { uri: 'https://chat.example.com/oauth' })
  const registered = await sim('POST', '/webhooks', { url: hooks.url, actions: ['incoming_event'], secret: 'other' })
  expect(registered.body).toHaveLength(1)
  const admin = (await sim('GET', '/admin')).body
  expect(admin).toMatchObject({ clientId: livechat.clientId, agentToken: livechat.agentToken })
  expect(admin.redirectUris).toContain('https://chat.example.com/oauth')
  await sim('POST', '/foreign')
  await sim('POST', '/agents/ann@example.com/available', { on: false })
  expect(livechat.agents[0]?.status).toBe('not_accepting_chats')
  await sim('POST', '/agents/ann@example.com/status', { status: 'offline' })
  expect(livechat.agents[0]?.status).toBe('offline')
  const socket = await visitor.loggedIn()
  await sim('POST', '/disconnect', { reason: 'logged_out_remotely' })
  await eventually(() => expect(socket.push('customer_disconnected')?.payload.reason).toBe('logged_out_remotely'))
  await sim('POST', '/revoke', { which: 'customers' })
  expect((await visitor.post('list_chats')).status).toBe(401)
})

it('serves the agent page, with what all pages share', async () => {
  const { livechat, sim } = await controlled()
  expect(await (await fetch(`${livechat.url}/sim`)).text()).toContain('<title>LiveChat, simulated</title>')
  expect((await fetch(`${livechat.url}/sim/page/agent-page.js`)).status).toBe(200)
  const { body } = await sim('GET', '/faults')
  expect(body.catalogue.map((one: Fields) => one.name)).toEqual(Object.keys(catalogue))
})
