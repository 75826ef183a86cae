import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import type { Freshchat } from './freshchat.ts'
import { startFreshchat } from './freshchat.ts'
import { testClient } from './test-client.ts'

let freshchat: Freshchat
let client: ReturnType<typeof testClient>

beforeAll(async () => {
  freshchat = await startFreshchat()
  client = testClient(freshchat)
})
beforeEach(() => void freshchat.breaches.splice(0))
afterAll(() => freshchat.stop())

it('refuses a wrong token with 401, which is no breach, and a missing one, which is', async () => {
  const wrong = await client.call('GET', '/channels', undefined, { Authorization: 'Bearer another' })
  expect(wrong.status).toBe(401)
  expect(wrong.body).toMatchObject({ code: 401, status: 'UNAUTHENTICATED' })
  expect(freshchat.breaches).toEqual([])
  const none = await client.call('GET', '/channels', undefined, { Authorization: freshchat.token })
  expect(none.status).toBe(401)
  expect(freshchat.breaches).toHaveLength(1)
})

it('kills the old token when a new one is made', async () => {
  const old = freshchat.token
  freshchat.renewToken()
  expect((await client.get('/channels')).status).toBe(200)
  expect((await client.call('GET', '/channels', undefined, { Authorization: `Bearer ${old}` })).status).toBe(401)
})

it('refuses what is not JSON, by its type or by its bytes', async () => {
  expect((await client.call('POST', '/users', '{}', { 'Content-Type': 'text/plain' })).status).toBe(400)
  expect((await client.call('POST', '/users', '{')).status).toBe(400)
  expect(freshchat.breaches.map((breach) => breach.what)).toEqual([
    'the Content-Type must be application/json',
    'the body is not JSON',
  ])
})

it('answers 404 to what is no endpoint, and names it in the breach', async () => {
  expect((await client.get('/users/lookup/now')).status).toBe(404)
  expect(freshchat.breaches[0]).toMatchObject({
    where: 'GET /v2/users/lookup/now',
    what: 'is not an endpoint of the API',
  })
  expect(freshchat.requests.find((one) => one.n === freshchat.breaches[0]?.request)?.status).toBe(404)
})

it('logs every request with its body and status', async () => {
  await client.post('/users', { first_name: 'Log' })
  expect(freshchat.requests.at(-1)).toMatchObject({
    method: 'POST',
    path: '/v2/users',
    body: { first_name: 'Log' },
    status: 200,
    faults: [],
  })
})

it('sends a trace id with each answer', async () => {
  expect((await client.get('/channels')).headers.get('x-trace-id')).toMatch(/^[0-9a-f-]{36}$/)
})

it('limits the calls of a minute, and records who comes back before Retry-After', async () => {
  const clock = manualClock()
  const limited = await startFreshchat({ perMinute: 2, clock })
  const { get } = testClient(limited)
  expect([await get('/channels'), await get('/channels')].map((answer) => answer.status)).toEqual([200, 200])
  clock.advance(10_000)
  const third = await get('/channels')
  expect([third.status, third.headers.get('retry-after')]).toEqual([429, '50'])
  expect((await get('/channels')).status).toBe(429)
  expect(limited.breaches).toEqual([])
  clock.advance(1000)
  await get('/channels')
  expect(limited.breaches[0]?.what).toBe('came back 49000 ms before Retry-After allowed it')
  clock.advance(50_000)
  expect((await get('/channels')).status).toBe(200)
  await limited.stop()
})
