import { once } from 'node:events'
import { connect } from 'node:net'
import { livePath } from '@baton/shared/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Refused, type Rig, shop, startRig } from './rig.ts'

const handshakes = ['polling', 'websocket'] as const

describe('admission', () => {
  let rig: Rig
  beforeEach(async () => {
    rig = await startRig({ limits: { connectionsPerAddress: 3 } })
  })
  afterEach(() => rig.close())

  /** The HTTP status of a first request, by either transport. */
  async function status(
    transport: (typeof handshakes)[number],
    query: string,
    headers: { [name: string]: string },
  ): Promise<number> {
    const { hostname, port } = new URL(rig.url)
    const upgrade =
      transport === 'websocket'
        ? {
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          }
        : {}
    const socket = connect(Number(port), hostname)
    const lines = Object.entries({ host: hostname, ...upgrade, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    socket.write(`GET ${livePath}/?EIO=4&transport=${transport}&${query} HTTP/1.1\r\n${lines.join('')}\r\n`)
    const [head] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return Number(head.toString().split(' ')[1])
  }

  describe.each(handshakes)('by %s', (transport) => {
    const good = transport === 'websocket' ? 101 : 200
    // Engine.IO answers every refused upgrade so.
    const refused = transport === 'websocket' ? 400 : 403

    it.each([
      ['the origin of the site', shop, true],
      ['its origin in capitals', 'https://SHOP.example', false],
      ['another scheme', 'http://shop.example', false],
      ['another port', 'https://shop.example:8443', false],
      ['a host that ends like it', 'https://evil-shop.example', false],
      ['a host that begins like it', 'https://shop.example.evil.example', false],
      ['a subdomain', 'https://www.shop.example', false],
      ['a path behind it', 'https://shop.example/', false],
      ['another site of this server', 'https://other.example', false],
      ['a document without an origin', 'null', false],
      ['two origins', 'https://shop.example, https://evil.example', false],
      ['shell characters', 'https://shop.example`$', false],
    ])('lets in by origin: %s', async (_what, origin, comesIn) => {
      expect(await status(transport, 'site=acme', { origin })).toBe(comesIn ? good : refused)
    })

    it('refuses whoever says no origin', async () => {
      expect(await status(transport, 'site=acme', {})).toBe(refused)
      expect(await status(transport, 'site=acme', { 'sec-fetch-site': 'same-origin' })).toBe(refused)
      expect(await status(transport, 'site=acme', { 'sec-fetch-site': 'cross-site' })).toBe(refused)
    })

    it.each(['', 'site=', 'site=nobody', 'site=__proto__', 'site=constructor', 'site=acme%00', 'site=other'])(
      'refuses the site of ?%s',
      async (query) => {
        expect(await status(transport, query, { origin: shop })).toBe(refused)
      },
    )

    it('does not mind odd session ids', async () => {
      for (const sid of ['__proto__', 'constructor', 'x', '']) {
        expect(await status(transport, `site=acme&sid=${sid}`, { origin: shop })).toBe(sid === '' ? good : 400)
      }
      expect(await status(transport, 'site=acme', { origin: shop })).toBe(good)
    })
  })

  it('takes the page for our own when the browser says so, where the site allows our own origin', async () => {
    const { createAdmission } = await import('./admission.ts')
    const { fakeRegistry, testSite } = await import('./rig.ts')
    const own = 'https://chat.example'
    const admission = createAdmission({
      registry: fakeRegistry([testSite('acme', [own])]),
      addressOf: () => '1',
      own,
      limits: { connections: 9, connectionsPerAddress: 9 },
    })
    const refuses = (headers: { [name: string]: string }) =>
      admission.refuses({ url: '/live/?site=acme', headers } as never)
    expect(refuses({ 'sec-fetch-site': 'same-origin' })).toBeNull()
    expect(refuses({ 'sec-fetch-site': 'same-site' })).toBe('origin')
    expect(refuses({ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' })).toBe('origin')
    expect(refuses({})).toBe('origin')
  })

  it('lets no other page take up the polling of a connection', async () => {
    const query = `${livePath}/?EIO=4&transport=polling&site=acme`
    const opened = await (await fetch(rig.url + query, { headers: { origin: shop } })).text()
    const { sid } = JSON.parse(opened.slice(1)) as { sid: string }
    const stolen = await fetch(`${rig.url}${query}&sid=${sid}`, { headers: { origin: 'https://evil.example' } })
    expect(stolen.status).toBe(400)
  })

  it('lets only the pages of the site read the answers', async () => {
    const query = `${livePath}/?EIO=4&transport=polling&site=acme`
    const good = await fetch(rig.url + query, { headers: { origin: shop } })
    expect(good.headers.get('access-control-allow-origin')).toBe(shop)
    expect(good.headers.get('access-control-allow-credentials')).toBeNull()
    const bad = await fetch(rig.url + query, { headers: { origin: 'https://evil.example' } })
    expect(bad.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('takes three connections of one address here and not four, and takes the next when one has left', async () => {
    const tabs = [await rig.join(), await rig.join({ transport: 'polling' }), await rig.join()]
    await expect(rig.join()).rejects.toThrow()
    tabs[1]?.socket.disconnect()
    await expect
      .poll(
        async () =>
          await rig.join().then(
            () => 'in',
            () => 'out',
          ),
      )
      .toBe('in')
    await expect(rig.join()).rejects.toThrow()
  })

  it.each([
    ['a token of nobody', { token: `cv_${'A'.repeat(43)}` }, 'unknownToken'],
    ['a token that is none', { token: 'x' }, 'unknownToken'],
    ['an old protocol', { protocol: 0 }, 'oldProtocol'],
    ['a protocol that is not spoken yet', { protocol: 2 }, 'oldProtocol'],
    ['another site than in the address', { authSite: 'other' }, 'unknownSite'],
  ])('says why it refuses %s', async (_what, given, code) => {
    const refused = (await rig.join(given).catch((error: unknown) => error)) as Refused
    expect(refused).toBeInstanceOf(Refused)
    expect(refused.data).toMatchObject({ code })
  })

  it('knows a token only at the site that minted it', async () => {
    const tab = await rig.join()
    const { token } = await tab.hello()
    const elsewhere = (await rig
      .join({ token: token ?? '', site: 'other', origin: 'https://other.example' })
      .catch((error: unknown) => error)) as Refused
    expect(elsewhere.data).toMatchObject({ code: 'unknownToken' })
    await expect(rig.join({ token: token ?? '' })).resolves.toBeDefined()
  })

  it.each([
    {},
    { protocol: '1' },
    { protocol: 1, site: 'acme' },
    { protocol: 1, site: 'acme', token: { $ne: null } },
    { protocol: 1, site: ['acme'], token: null },
  ])('refuses the handshake %j', async (auth) => {
    const { io } = await import('socket.io-client')
    const socket = io(rig.url, {
      path: livePath,
      transports: ['websocket'],
      query: { site: 'acme' },
      extraHeaders: { origin: shop },
      reconnection: false,
      forceNew: true,
      auth,
    })
    const [error] = (await once(socket as unknown as NodeJS.EventEmitter, 'connect_error')) as [
      Error & { data?: { code: string } },
    ]
    socket.disconnect()
    expect(error.data?.code).toBe('badFrame')
  })
})
