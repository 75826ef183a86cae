import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
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

it('creates a user from any facts, and leaves absent ones out', async () => {
  const { status, body } = await client.post('/users', {
    first_name: 'Mira',
    email: 'mira@example.com',
    reference_id: 'visitor-1',
    properties: [{ name: 'plan', value: 'team' }],
  })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    first_name: 'Mira',
    reference_id: 'visitor-1',
    properties: [{ name: 'plan', value: 'team' }],
  })
  expect(body.created_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect('phone' in body).toBe(false)
  expect(freshchat.users.find((user) => user.id === body.id)?.email).toBe('mira@example.com')
  expect(whats()).toEqual([])
})

it('gives a nameless user two made-up words', async () => {
  const { body } = await client.post('/users', {})
  expect(body.first_name).toMatch(/^\w+ \w+$/)
})

it.each([
  ['an object map as properties', { properties: { plan: 'team' } }, 'properties must be a list'],
  ['an e-mail that is none', { email: 'nobody' }, 'email must be an e-mail address'],
  ['null for absent', { phone: null }, 'phone must be a string'],
  ['a list as body', [], 'the body must be an object'],
])('refuses %s and records the breach', async (_what, body, breach) => {
  const answer = await client.post('/users', body)
  expect(answer.status).toBe(400)
  expect(answer.body).toMatchObject({ code: 400, status: 'INVALID_VALUE' })
  expect(whats()).toEqual([breach])
})

it('takes unknown fields as the vendor does, and records them', async () => {
  expect((await client.post('/users', { nickname: 'Mi' })).status).toBe(200)
  expect(whats()).toEqual(['nickname is not a field of this object'])
})

it('finds users by filter, with paging, and finds nobody as an empty list', async () => {
  const id = await client.user({ reference_id: 'ref+1', email: 'a+b@example.com' })
  const found = await client.get(`/users?reference_id=${encodeURIComponent('ref+1')}`)
  expect(found.body.users.map((user: { id: string }) => user.id)).toEqual([id])
  expect(found.body.pagination).toEqual({ total_items: 1, total_pages: 1, current_page: 1, items_per_page: 20 })
  expect((await client.get('/users?email=nobody%40example.com')).body.users).toEqual([])
  const later = new Date(Date.now() + 60_000).toISOString()
  expect((await client.get(`/users?created_from=${later}`)).body.users).toEqual([])
})

it('refuses a search without filter, and a page of more than 50', async () => {
  expect((await client.get('/users')).status).toBe(400)
  expect((await client.get('/users?email=x&items_per_page=51')).status).toBe(400)
  expect(whats()).toEqual([
    'a list of users wants at least one filter',
    'items_per_page must be a whole number from 1 to 50',
  ])
})

it('gives one user, or 404, also for a number in place of an id', async () => {
  const id = await client.user({})
  expect((await client.get(`/users/${id}`)).body.id).toBe(id)
  expect((await client.get('/users/nobody')).body).toMatchObject({ code: 404, status: 'USER_NOT_FOUND' })
  expect(whats()).toEqual([])
  expect((await client.get('/users/681406910844650')).status).toBe(404)
  expect(whats()).toHaveLength(1)
})

it('resolves a system user to an agent only when asked to', async () => {
  const agent = freshchat.agents[0]
  expect((await client.get(`/users/${agent?.id}`)).status).toBe(404)
  expect((await client.get(`/users/${agent?.id}?system_user=true`)).body.email).toBe(agent?.email)
})

it('replaces the properties on update and keeps what was not sent', async () => {
  const id = await client.user({ email: 'keep@example.com', properties: [{ name: 'a', value: 1 }] })
  const { body } = await client.put(`/users/${id}`, { properties: [{ name: 'b', value: 2 }] })
  expect(body).toMatchObject({ email: 'keep@example.com', properties: [{ name: 'b', value: 2 }] })
  expect((await client.put('/users/nobody', {})).status).toBe(404)
})

it('fetches by ids, at most 100, and deletes for good', async () => {
  const id = await client.user({})
  expect((await client.post('/users/fetch', { ids: [id, 'nobody'] })).body.users).toHaveLength(1)
  expect((await client.post('/users/fetch', { ids: Array(101).fill(id) })).status).toBe(400)
  expect((await client.call('DELETE', `/users/${id}`)).status).toBe(200)
  expect((await client.get(`/users/${id}`)).status).toBe(404)
})

it("lists a user's conversations by id only", async () => {
  const { id, user } = await client.conversation('hello')
  expect((await client.get(`/users/${user}/conversations`)).body).toEqual({ conversations: [{ id }] })
})
