import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { testWorld, ticketBody } from './test-world.ts'

it('refuses a wrong key with 401, which is no breach, and another form of it, which is', async () => {
  const { call, whats } = await testWorld()
  const basic = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` })
  const wrong = await call('GET', '/agents/me', undefined, basic('another:X'))
  expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials'])
  expect(whats()).toEqual([])
  expect((await call('GET', '/agents/me', undefined, { Authorization: 'Bearer x' })).status).toBe(401)
  expect((await call('GET', '/agents/me', undefined, basic('key:y'))).status).toBe(401)
  expect(whats()).toHaveLength(2)
})

it('kills the old key when a new one is made', async () => {
  const { freshdesk, call, get } = await testWorld()
  const old = { Authorization: `Basic ${Buffer.from(`${freshdesk.key}:X`).toString('base64')}` }
  freshdesk.renewKey()
  expect((await get('/agents/me')).body).toMatchObject({ ticket_scope: 1, contact: { name: 'Ann Archer' } })
  expect((await call('GET', '/agents/me', undefined, old)).status).toBe(401)
})

it('makes a ticket with 201, a place and the headers of every answer', async () => {
  const { freshdesk, ticket, whats } = await testWorld()
  const { status, headers, body } = await ticket({ tags: ['one'], source: 7, name: 'Vi' })
  expect(status).toBe(201)
  expect(headers.get('location')).toBe(`${freshdesk.url}/api/v2/tickets/${body.id}`)
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.get('x-ratelimit-remaining')).toBe('699')
  expect(body).toMatchObject({ status: 2, tags: ['one'], source: 7, description_text: 'Please <b>\n' })
  expect(freshdesk.contacts).toMatchObject([{ id: body.requester_id, email: 'vi@example.com', name: 'Vi' }])
  expect(whats()).toEqual([])
})

it.each<[object, string, string]>([
  [{ subject: undefined }, 'subject', 'missing_field'],
  [{ description: undefined }, 'description', 'missing_field'],
  [{ status: undefined }, 'status', 'missing_field'],
  [{ priority: undefined }, 'priority', 'missing_field'],
  [{ email: undefined }, 'email', 'missing_field'],
  [{ email: undefined, phone: '+49 30 1' }, 'name', 'missing_field'],
  [{ email: 'nobody' }, 'email', 'invalid_value'],
  [{ subject: 'x'.repeat(256) }, 'subject', 'invalid_value'],
  [{ subject: ' ' }, 'subject', 'invalid_value'],
  [{ description: `${'x'.repeat(65_536)}` }, 'description', 'invalid_value'],
  [{ description: '<script>alert(1)</script>' }, 'description', 'invalid_value'],
  [{ status: '2' }, 'status', 'invalid_value'],
  [{ priority: 5 }, 'priority', 'invalid_value'],
  [{ source: 8 }, 'source', 'invalid_value'],
  [{ tags: 'one' }, 'tags', 'invalid_value'],
  [{ tags: ['x'.repeat(33)] }, 'tags[0]', 'invalid_value'],
  [{ tags: ['a,b'] }, 'tags[0]', 'invalid_value'],
  [{ priorty: 1 }, 'priorty', 'invalid_field'],
])('refuses and records %o, naming %s', async (more, field, code) => {
  const { freshdesk, ticket, whats } = await testWorld()
  const { status, body } = await ticket(more)
  expect([status, body.description]).toEqual([400, 'Validation failed'])
  expect(body.errors).toMatchObject([{ field, code, message: expect.any(String) }])
  expect(whats()).toHaveLength(1)
  expect(freshdesk.tickets).toEqual([])
})

it('refuses what is not JSON, and answers 404 without a byte to what is not there', async () => {
  const { call, get, whats } = await testWorld()
  expect((await call('POST', '/tickets', '{')).status).toBe(400)
  expect((await call('POST', '/tickets', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415)
  expect(whats()).toHaveLength(2)
  expect(await get('/tickets/77')).toMatchObject({ status: 404, text: '' })
  expect(whats()).toHaveLength(2)
  expect((await get('/nothing')).status).toBe(404)
  expect(whats()).toHaveLength(3)
})

it('has one contact for an e-mail, a phone or an id of ours', async () => {
  const { freshdesk, ticket } = await testWorld()
  await ticket()
  await ticket({ email: 'VI@example.com', name: 'Another' })
  for (const _ of [1, 2]) {
    await ticket({ email: undefined, phone: '+49 30 1', name: 'Vi' })
    await ticket({ email: undefined, unique_external_id: 'v1', name: 'Vi' })
  }
  expect(freshdesk.contacts.map(({ name }) => name)).toEqual(['vi', 'Vi', 'Vi'])
})

it('shows, closes, notes and deletes a ticket', async () => {
  const { freshdesk, ticket, get, post, call } = await testWorld()
  const { id } = (await ticket()).body
  expect((await get(`/tickets/${id}`)).body.description).toBe(ticketBody.description)
  expect((await call('PUT', `/tickets/${id}`, { status: 5 })).body.status).toBe(5)
  expect((await post(`/tickets/${id}/notes`, { body: '<div>Note</div>' })).body).toMatchObject({ private: true })
  expect((await get(`/contacts/${freshdesk.contacts[0]?.id}`)).body.email).toBe('vi@example.com')
  expect(await call('DELETE', `/tickets/${id}`)).toMatchObject({ status: 204, text: '' })
  expect((await get(`/tickets/${id}`)).status).toBe(404)
  expect((await get('/tickets')).body).toEqual([])
  expect(freshdesk.tickets).toEqual([])
})

it('lists tickets newest first, page by page, of one requester, without descriptions', async () => {
  const clock = manualClock()
  const { freshdesk, get, ticket, whats } = await testWorld({ clock })
  for (let n = 0; n < 5; n += 1) {
    await ticket({ subject: `Number ${n}` })
    clock.advance(1000)
  }
  freshdesk.foreign()
  const first = await get('/tickets?per_page=4&order_by=created_at&order_type=desc')
  expect(first.body.map((one: { subject: string }) => one.subject)).toEqual([
    'Where is my parcel?',
    'Number 4',
    'Number 3',
    'Number 2',
  ])
  expect(first.headers.get('link')).toContain('page=2')
  expect(first.body[0]).not.toHaveProperty('description')
  const second = await get('/tickets?per_page=4&page=2')
  expect(second.body).toHaveLength(2)
  expect(second.headers.get('link')).toBeNull()
  expect((await get('/tickets?email=vi@example.com')).body).toHaveLength(5)
  expect((await get('/tickets?email=nobody@example.com')).status).toBe(400)
  expect((await get('/tickets?updated_since=2026-01-05T09:00:04Z')).body).toHaveLength(2)
  expect(whats()).toEqual([])
  expect((await get('/tickets?per_page=101')).status).toBe(400)
  expect((await get('/tickets?tag=one')).status).toBe(400)
  expect(whats()).toHaveLength(2)
  clock.advance(31 * 86_400_000)
  expect((await get('/tickets')).body).toEqual([])
})

it('finds a tag by search only minutes later', async () => {
  const clock = manualClock()
  const { get, ticket } = await testWorld({ clock })
  await ticket({ tags: ['mine'] })
  const search = () => get(`/search/tickets?query=${encodeURIComponent('"tag:mine"')}`)
  expect((await search()).body.total).toBe(0)
  clock.advance(180_000)
  expect((await search()).body.total).toBe(1)
})

it('limits the calls of a minute, and records who comes back before Retry-After', async () => {
  const clock = manualClock()
  const { freshdesk, get, whats } = await testWorld({ perMinute: 2, clock })
  expect([(await get('/agents/me')).status, (await get('/agents/me')).status]).toEqual([200, 200])
  const third = await get('/agents/me')
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '60'])
  expect(freshdesk.requests.at(-1)?.status).toBe(429)
  clock.advance(1000)
  await get('/agents/me')
  expect(whats()).toEqual(['came back 59000 ms before Retry-After allowed it'])
})
