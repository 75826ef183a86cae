import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { fileBytes, visitorAccept } from '../file-limits.ts'
import { fakeRegistry, shop, testSite } from '../gateway/rig.ts'
import { addressOf } from './address.ts'
import { type HttpRig, startHttp } from './rig.ts'

let rig: HttpRig
afterEach(() => rig.close())
const get = (path: string, headers: { [name: string]: string } = {}) => fetch(rig.url + path, { headers })
/** Without what fetch adds of its own. */
const statusOf = (path: string, headers: { [name: string]: string }) =>
  new Promise<number | undefined>((resolve, reject) => {
    request(rig.url + path, { headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })

describe('the script', () => {
  it('lives five minutes in caches, may be embedded anywhere, and is not sent again when it is the same', async () => {
    rig = await startHttp()
    const answer = await get('/baton.js', { 'accept-encoding': 'gzip, deflate, br, zstd' })
    expect(await answer.text()).toBe('loader()')
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'content-encoding': 'br',
    })
    expect(
      await statusOf('/baton.js', { 'accept-encoding': 'br', 'if-none-match': answer.headers.get('etag') ?? '' }),
    ).toBe(304)
    expect(
      await statusOf('/baton.js', { 'accept-encoding': 'gzip', 'if-none-match': answer.headers.get('etag') ?? '' }),
    ).toBe(200)
  })

  it('is the same in every encoding', async () => {
    rig = await startHttp()
    for (const encoding of ['br', 'gzip', 'identity']) {
      const answer = await get('/baton.js', { 'accept-encoding': encoding })
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding)
      expect(await answer.text()).toBe('loader()')
    }
  })

  it('keeps the hashed files of the app for ever, and gives no other file', async () => {
    rig = await startHttp()
    const answer = await get('/app/chat-1a2b.js')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const path of [
      '/app/nothing.js',
      '/app/',
      '/app',
      '/app/..%2fmanifest.json',
      '/app/..%2fbaton.js',
      '/app/%2e%2e%2fbaton.js',
      '/app/.hidden.js',
      '/app/chat-1a2b.js%00.css',
      '/manifest.json',
    ]) {
      expect([path, (await get(path)).status]).toEqual([path, 404])
    }
  })
})

describe("a site's settings", () => {
  it('are read by the pages of the site, and by no other page', async () => {
    rig = await startHttp()
    const answer = await get('/api/v1/widget/acme', { origin: shop })
    expect(answer.headers.get('access-control-allow-origin')).toBe(shop)
    expect(answer.headers.get('vary')).toContain('Origin')
    expect(await answer.json()).toEqual({
      name: 'acme',
      color: null,
      position: null,
      greeting: null,
      language: null,
      texts: {},
      zIndex: null,
      files: { accept: visitorAccept, size: fileBytes },
      app: '/app/chat-1a2b.js',
    })
    for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example']) {
      const refused = await get('/api/v1/widget/acme', { origin })
      expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([403, null])
    }
    expect(rig.refusedOrigins.of(testSite('acme').id)).toEqual([
      'https://evil.example',
      'https://shop.example.evil.example',
    ])
    expect((await get('/api/v1/widget/nobody', { origin: shop })).status).toBe(404)
  })
})

describe('health and metrics', () => {
  it('is ready only while the store keeps its promises and the server stays', async () => {
    let works = true
    let leaving = false
    rig = await startHttp({
      probe: () => (works ? Promise.resolve() : Promise.reject(new Error('SECRET disk'))),
      isLeaving: () => leaving,
    })
    expect((await get('/health/ready')).status).toBe(200)
    works = false
    const answer = await get('/health/ready')
    expect([answer.status, await answer.text()]).toEqual([503, 'not ready'])
    expect((await get('/health/live')).status).toBe(200)
    works = true
    leaving = true
    expect((await get('/health/ready')).status).toBe(503)
  })

  it('shows figures to this machine, and not to a proxy on it that speaks for strangers', async () => {
    rig = await startHttp()
    expect(await (await get('/metrics')).text()).toContain('baton_hooks_total')
    expect((await get('/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(404)
  })

  it('shows figures with a token only to whoever has it', async () => {
    rig = await startHttp({ metricsToken: 'm'.repeat(32) })
    expect((await get('/metrics')).status).toBe(404)
    expect((await get('/metrics', { authorization: 'Bearer nearly' })).status).toBe(404)
    expect((await get('/metrics', { authorization: `Bearer ${'m'.repeat(32)}` })).status).toBe(200)
  })
})

describe('everything else', () => {
  it('says what it is not, with the headers of a careful server', async () => {
    rig = await startHttp()
    const answer = await get('/nothing')
    expect([answer.status, await answer.json()]).toEqual([404, { error: { code: 'notFound' } }])
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-site')
    expect((await get('/%E0%A4%A')).status).toBe(404)
    expect((await get('/api/v1/widget/%E0%A4%A')).status).toBe(400)
  })

  it('has a demo page only in a demo, under a policy that forbids everything inline', async () => {
    rig = await startHttp()
    expect((await get('/demo')).status).toBe(404)
    rig.close()
    rig = await startHttp({ demo: true })
    const page = await get('/demo')
    const html = await page.text()
    expect(page.headers.get('content-security-policy')).toContain("require-trusted-types-for 'script'")
    expect(html).toContain('<script async src="/baton.js" data-site="acme"></script>')
    expect(html.match(/<script(?![^>]*src=)|<style| style=| on[a-z]+=/g)).toBeNull()
    expect((await get('/demo.css')).headers.get('content-type')).toContain('text/css')
    expect(html).not.toContain('both sides')
  })

  it('shows a newcomer on its demo page where to be the agent of each simulated desk', async () => {
    rig = await startHttp({
      demo: true,
      simulated: () => [
        { name: 'support', kind: 'freshchat', page: 'http://127.0.0.1:4010/sim' },
        { name: 'sales', kind: 'livechat', page: 'http://127.0.0.1:4011/sim' },
      ],
    })
    const html = await (await get('/demo')).text()
    expect(html).toContain('then <b>Support</b> or <b>Sales</b>')
    expect(html).toMatch(/href="http:\/\/127\.0\.0\.1:4010\/sim"[^>]*><strong>Support<\/strong>[^<]*Freshchat/)
    expect(html).toMatch(/href="http:\/\/127\.0\.0\.1:4011\/sim"[^>]*><strong>Sales<\/strong>[^<]*LiveChat/)
  })

  it('shows on its demo page the site that the page may speak for, whatever else was applied', async () => {
    const sites = [testSite('acme'), testSite('demo', ['https://chat.example'])]
    rig = await startHttp({ demo: true, registry: fakeRegistry(sites) })
    expect(await (await get('/demo')).text()).toContain('data-site="demo"')
    expect(await (await get('/demo?site=acme')).text()).toContain('data-site="acme"')
  })

  it('refuses headers that are too large', async () => {
    rig = await startHttp()
    expect(await statusOf('/health/live', { 'x-long': 'x'.repeat(9_000) })).toBe(431)
  })
})

describe('who is at the other end', () => {
  const from = (remoteAddress: string, forwarded?: string) =>
    ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as never
  const hops = (n: number) => (_address: string, hop: number) => hop < n

  it('believes as many proxies as it is told and not one more', () => {
    rig ??= { close: () => {} } as HttpRig
    expect(addressOf(from('10.0.0.1', '6.6.6.6, 203.0.113.9'), hops(0))).toBe('10.0.0.1')
    expect(addressOf(from('10.0.0.1', '6.6.6.6, 203.0.113.9'), hops(1))).toBe('203.0.113.9')
    expect(addressOf(from('10.0.0.1', '6.6.6.6, 203.0.113.9'), hops(2))).toBe('6.6.6.6')
    expect(addressOf(from('10.0.0.1'), hops(2))).toBe('10.0.0.1')
    expect(addressOf(from('10.0.0.1', 'nonsense'), hops(1))).toBe('unknown')
  })

  it('takes all of a household for one', () => {
    expect(addressOf(from('2001:db8:1:2:3:4:5:6'), hops(0))).toBe('2001:db8:1:2::')
    expect(addressOf(from('2001:db8:1:2::1'), hops(0))).toBe('2001:db8:1:2::')
    expect(addressOf(from('2001:0db8:1:3::1'), hops(0))).toBe('2001:db8:1:3::')
    expect(addressOf(from('::1'), hops(0))).toBe('0:0:0:0::')
    expect(addressOf(from('::ffff:192.0.2.7'), hops(0))).toBe('192.0.2.7')
  })
})
