import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

/** Each fault, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultName, (world: World) => Promise<void>> = {
  async latency({ faults, get, freshdesk }) {
    faults.set('latency', { ms: 60 })
    await get('/agents/me')
    expect(freshdesk.requests.at(-1)?.ms).toBeGreaterThanOrEqual(55)
  },
  async tooMany({ faults, get }) {
    faults.set('tooMany', { ms: 1500 })
    const { status, headers } = await get('/agents/me')
    expect([status, headers.get('retry-after')]).toEqual([429, '2'])
  },
  async serverError({ faults, ticket, freshdesk }) {
    faults.set('serverError', { status: 502 })
    expect(await ticket()).toMatchObject({ status: 502, body: null })
    expect(freshdesk.tickets).toEqual([])
  },
  async reset({ faults, ticket, freshdesk }) {
    faults.set('reset', { times: 1 })
    await expect(ticket()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(freshdesk.tickets).toEqual([])
  },
  async hang({ faults, ticket, freshdesk }) {
    faults.set('hang')
    const hanging = ticket()
    await eventually(() => expect(freshdesk.requests).toMatchObject([{ faults: ['hang'], status: null }]))
    await freshdesk.stop()
    await expect(hanging).rejects.toThrow()
    expect(freshdesk.tickets).toEqual([])
  },
  async loseAnswer({ faults, ticket, freshdesk }) {
    faults.set('loseAnswer', { times: 1 })
    await expect(ticket()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    faults.set('loseAnswer', { times: 1, how: '500' })
    expect((await ticket()).status).toBe(500)
    expect(freshdesk.tickets).toHaveLength(2)
  },
  async portalPage({ faults, ticket, freshdesk }) {
    faults.set('portalPage')
    expect(await ticket()).toMatchObject({ status: 200, text: expect.stringContaining('<h1>') })
    expect(freshdesk.tickets).toEqual([])
  },
  async noId({ faults, ticket, freshdesk }) {
    faults.set('noId')
    const { status, body } = await ticket()
    expect([status, body.id]).toEqual([201, undefined])
    expect(freshdesk.tickets).toHaveLength(1)
  },
  async drip({ faults, get }) {
    faults.set('drip', { bytes: 40, ms: 2 })
    expect((await get('/agents/me')).headers.get('transfer-encoding')).toBe('chunked')
  },
  async oversized({ faults, get }) {
    faults.set('oversized', { bytes: 100_000 })
    expect((await get('/agents/me')).text).toHaveLength(100_000)
  },
  async outage({ faults, get }) {
    faults.set('outage', { how: '503' })
    expect((await get('/agents/me')).status).toBe(503)
  },
  async keyRevoked({ faults, get, whats }) {
    faults.set('keyRevoked', { times: 1 })
    expect((await get('/agents/me')).status).toBe(401)
    expect((await get('/agents/me')).status).toBe(200)
    expect(whats()).toEqual([])
  },
  async forbidden({ faults, get }) {
    faults.set('forbidden', { on: 'GET /agents/me' })
    expect(await get('/agents/me')).toMatchObject({ status: 403, body: { code: 'access_denied' } })
  },
  async noAccount({ faults, get }) {
    faults.set('noAccount')
    expect(await get('/agents/me')).toMatchObject({ status: 404, text: '' })
  },
  async listLag({ faults, get, ticket }) {
    faults.set('listLag', { ms: 80 })
    await ticket()
    expect((await get('/tickets')).body).toEqual([])
    await eventually(async () => expect((await get('/tickets')).body).toHaveLength(1))
  },
  async shortPage({ faults, get, ticket }) {
    for (let n = 0; n < 3; n += 1) await ticket()
    faults.set('shortPage', { size: 2 })
    const page = await get('/tickets?per_page=100')
    expect(page.body).toHaveLength(2)
    expect(page.headers.get('link')).toContain('rel="next"')
  },
  async conflict({ faults, ticket, freshdesk }) {
    faults.set('conflict')
    expect((await ticket()).status).toBe(409)
    expect(freshdesk.tickets).toEqual([])
  },
  async mandatoryField({ faults, ticket }) {
    faults.set('mandatoryField')
    expect((await ticket()).body.errors).toMatchObject([{ field: 'cf_product' }])
    expect((await ticket({ custom_fields: { cf_product: 'Chat' } })).status).toBe(201)
  },
  async emailRefused({ faults, ticket }) {
    faults.set('emailRefused')
    expect((await ticket()).body.errors).toMatchObject([{ field: 'email' }])
    expect((await ticket({ email: undefined, unique_external_id: 'v1' })).status).toBe(201)
  },
  async phoneRefused({ faults, ticket }) {
    faults.set('phoneRefused')
    expect((await ticket({ email: undefined, phone: '+49 30 1', name: 'Vi' })).body.errors).toMatchObject([
      { field: 'phone' },
    ])
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld()))
