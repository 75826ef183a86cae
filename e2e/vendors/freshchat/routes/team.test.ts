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

it('tells whose account it is', async () => {
  const { body } = await client.get('/accounts/configuration')
  expect(body).toMatchObject({ app_id: freshchat.appId, datacenter: 'US' })
  expect(body.organisation_id).toBeTypeOf('number')
})

it('lists agents with filters, and ignores one by e-mail', async () => {
  const names = async (query: string) => {
    const { body } = await client.get(`/agents?${query}`)
    return body.agents.map((agent: Fields) => agent.first_name)
  }
  expect(await names('')).toEqual(['Ann', 'Ben', 'Olga', 'Web', 'Dan'])
  expect(await names('availability_status=AVAILABLE')).toEqual(['Ann', 'Ben', 'Web'])
  expect(await names('is_deactivated=true')).toEqual(['Dan'])
  expect(await names(`groups=${freshchat.groups[1]?.id}`)).toEqual(['Ben'])
  expect(await names('email=ben.brook%40example.com')).toHaveLength(5)
  expect(freshchat.breaches).toEqual([])
  expect((await client.get('/agents?availability_status=maybe')).status).toBe(400)
})

it('pages agents with links to the next page until there is none', async () => {
  const first = await client.get('/agents?items_per_page=3')
  expect(first.body.pagination).toEqual({ total_items: 5, total_pages: 2, current_page: 1, items_per_page: 3 })
  const second = await client.get(first.body.links.next_page.href.slice(3))
  expect(second.body.agents).toHaveLength(2)
  expect(second.body.links.next_page).toBeUndefined()
})

it('gives one agent with name and picture, or 404', async () => {
  const { body } = await client.get(`/agents/${freshchat.agents[0]?.id}`)
  expect(body).toMatchObject({ first_name: 'Ann', last_name: 'Archer', email: 'ann.archer@example.com' })
  expect((await fetch(body.avatar.url)).headers.get('content-type')).toContain('image/png')
  expect((await client.get('/agents/nobody')).body).toMatchObject({ code: 404, status: 'AGENT_NOT_FOUND' })
})

it('lists statuses, groups, roles and topics', async () => {
  expect((await client.get('/agents/status')).body.statuses).toHaveLength(2)
  expect((await client.get('/groups')).body.groups.map((group: Fields) => group.name)).toEqual(['Support', 'Billing'])
  expect((await client.get('/roles')).body.roles.map((role: Fields) => role.name)).toEqual(['Agent', 'Account Owner'])
  const { body } = await client.get('/channels?locale=en')
  expect(body.channels.map((one: Fields) => [one.name, one.enabled, one.source])).toEqual([
    ['Web chat', true, 'FRESHCHAT'],
    ['Web chat (old)', false, 'FRESHCHAT'],
    ['WhatsApp', true, 'WHATSAPP'],
    ['E-mail', true, 'EMAIL'],
  ])
})

it('shows an agent who went away as unavailable', async () => {
  freshchat.agent.available(false)
  const { body } = await client.get('/agents?availability_status=UNAVAILABLE&is_deactivated=false')
  expect(body.agents.map((agent: Fields) => agent.first_name)).toEqual(['Ann', 'Olga'])
  freshchat.agent.available(true)
  expect((await client.get(`/agents/${freshchat.agent.id}`)).body.availability_status).toBe('AVAILABLE')
})

it('says whether these are business hours, for all or for one group', async () => {
  expect((await client.get('/business-hours/within-bh')).body).toBe(true)
  expect((await client.get(`/business-hours/within-bh?group_id=${freshchat.groups[0]?.id}`)).body).toBe(true)
  expect((await client.get('/business-hours/within-bh?group_id=none')).status).toBe(404)
})

it('takes a rating from 1 to 5 for a conversation that exists', async () => {
  const { id } = await client.conversation()
  expect((await client.post(`/csat/${id}`, { rating: 5, comment: 'quick' })).status).toBe(200)
  expect(freshchat.conversation(id).rating).toEqual({ score: 5, comment: 'quick' })
  expect((await client.post(`/csat/${id}`, { rating: 6 })).status).toBe(400)
  expect((await client.post(`/csat/${id}`, { stars: 5 })).status).toBe(400)
  expect((await client.post('/csat/none', { rating: 5 })).status).toBe(404)
})
