import { describe, expect, it } from 'vitest'
import { value } from '../conformance.ts'
import type { DeskMemory } from '../desk.ts'
import { connectRig } from './connect-rig.ts'
import { readGrant } from './oauth-grant.ts'

const minute = 60_000

describe('connecting a desk', () => {
  it('goes from the link over the consent page to a token that works, and everybody is told', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    expect(await server.outcome(asked.ticket)).toEqual({ kind: 'open' })
    const page = await rig.visit(await rig.choose(asked.link))
    expect([page.status, page.title]).toEqual([200, 'Connected'])
    expect(page.html).toContain('acme')
    expect(page.html).toContain('sales')
    expect(await server.outcome(asked.ticket)).toEqual({ kind: 'connected', account: rig.account })
    expect(rig.desks.get('sales')?.account).toBe(rig.account)
    const token = await value(rig.token().get())
    expect(await rig.works(token)).toBe(true)
    expect(rig.sim.breaches).toEqual([])
  })

  it('may be asked for at one server and end at another', async () => {
    const rig = await connectRig()
    const [one, two] = [await rig.server({ owner: 'one' }), await rig.server({ owner: 'two' })]
    const asked = await rig.link(one)
    const back = (await rig.choose(asked.link)).replace(one.url, two.url)
    // The vendor knows one address; both servers stand behind it.
    rig.sim.state.codes.forEach((code) => {
      code.redirectUri = two.redirectUri
    })
    expect((await rig.visit(back)).title).toBe('Connected')
    expect(await one.outcome(asked.ticket)).toMatchObject({ kind: 'connected' })
  })

  it('again takes the place of the grant before, as the same account', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    await rig.visit(await rig.choose((await rig.link(server)).link))
    const before = await value(rig.token().get())
    await rig.visit(await rig.choose((await rig.link(server)).link, { agent: 'ann@example.com' }))
    expect(await value(rig.token().get())).not.toBe(before)
  })

  it('shows a page with nothing from elsewhere, which no cache keeps and no frame shows', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const page = await rig.visit(await rig.choose((await rig.link(server)).link))
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(page.html).toMatch(/^<!doctype html>\n<html lang="en">/)
    expect(page.html).not.toMatch(/<script|src=|href=|url\(|@import/)
  })
})

describe('a consent link', () => {
  it('works once: the code is not shown to LiveChat a second time', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const back = await rig.choose((await rig.link(server)).link)
    const pages = await Promise.all([1, 2, 3].map(() => rig.visit(back)))
    expect(pages.map(({ title }) => title).sort()).toEqual([
      'Connected',
      'This link was used already',
      'This link was used already',
    ])
    expect((await rig.visit(back)).status).toBe(410)
    expect(rig.renewals()).toBe(1)
    expect(rig.sim.breaches).toEqual([])
    expect(await rig.works(await value(rig.token().get()))).toBe(true)
  })

  it('works once even when two browsers bring it back in the same moment, at two servers', async () => {
    const rig = await connectRig()
    let reads = 0
    const both = Promise.withResolvers<void>()
    const together = (memory: DeskMemory): DeskMemory => ({
      ...memory,
      async get(key) {
        const row = await memory.get(key)
        reads += 1
        if (reads === 2) both.resolve()
        if (reads <= 2) await both.promise
        return row
      },
    })
    const asked = await rig.link(await rig.server())
    const one = await rig.server({ owner: 'one', through: together })
    const two = await rig.server({ owner: 'two', through: together })
    const back = await rig.choose(asked.link)
    const landed = await Promise.all(
      [one, two].map(({ land }) => land(Object.fromEntries(new URL(back).searchParams)).then(({ kind }) => kind)),
    )
    expect(landed.filter((kind) => kind === 'used')).toHaveLength(1)
    expect(rig.renewals()).toBe(1)
    expect(rig.sim.breaches).toEqual([])
  })

  it('is good for a quarter of an hour', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    const back = await rig.choose(asked.link)
    rig.clock.turn(15 * minute + 1_000)
    expect(await server.outcome(asked.ticket)).toEqual({ kind: 'expired' })
    const page = await rig.visit(back)
    expect([page.status, page.title]).toEqual([410, 'This link is too old'])
    expect(rig.renewals()).toBe(0)
  })

  it('is no good any more when a newer one was made', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const old = await rig.link(server)
    const back = await rig.choose(old.link)
    const fresh = await rig.link(server)
    expect((await rig.visit(back)).title).toBe('This link is not known here')
    expect(await server.outcome(old.ticket)).toEqual({ kind: 'replaced' })
    expect((await rig.visit(await rig.choose(fresh.link))).title).toBe('Connected')
  })

  it.each([
    ['nothing at all', () => ''],
    ['no state', (back: URL) => `?code=${back.searchParams.get('code')}`],
    ['no code', (back: URL) => `?state=${back.searchParams.get('state')}`],
    ['another word', (back: URL) => `?code=x&state=acme.sales.${'A'.repeat(43)}&was=${back.pathname}`],
    ['another desk', (back: URL) => `?code=x&state=${back.searchParams.get('state')?.replace('sales', 'support')}`],
    ['an object for a state', (back: URL) => `?code=x&state[toString]=${back.searchParams.get('state')}`],
    ['two states', (back: URL) => `${back.search}&state=x`],
    ['a state of ten thousand letters', () => `?code=x&state=acme.sales.${'A'.repeat(3_000)}`],
  ])('whose address came back with %s changes nothing', async (_, changed) => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    const back = new URL(await rig.choose(asked.link))
    const page = await rig.visit(`${server.redirectUri}${changed(back)}`)
    expect([page.status, page.title]).toEqual([400, 'This link is not known here'])
    expect(rig.renewals()).toBe(0)
    expect(await server.outcome(asked.ticket)).toEqual({ kind: 'open' })
    expect((await rig.visit(back.href)).title).toBe('Connected')
  })

  it('is not used up by whoever only looks at its head', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const back = await rig.choose((await rig.link(server)).link)
    expect((await fetch(back, { method: 'HEAD' })).status).toBe(405)
    expect((await rig.visit(back)).title).toBe('Connected')
  })

  it('is sealed in the store: neither its word nor a token of it can be read there, in a log or in a page', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    const back = await rig.choose(asked.link)
    const page = await rig.visit(back)
    const { code, state } = Object.fromEntries(new URL(back).searchParams)
    const grant = (await readGrant(rig.memory, rig.sim.clientId))?.grant
    for (const secret of [state?.split('.')[2], code, grant?.access, grant?.refresh, rig.sim.clientSecret]) {
      expect(secret).toBeTruthy()
      expect(page.html + rig.lines.join() + server.lines.join() + JSON.stringify(asked.ticket)).not.toContain(secret)
    }
    expect(asked.link).not.toContain(rig.sim.clientSecret)
  })
})
