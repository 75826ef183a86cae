import type { SiteId } from '@baton/shared/ids.ts'
import { expect, it, onTestFinished } from 'vitest'
import type { Landing } from '../consent.ts'
import { startHttp } from './rig.ts'

async function landingOn(landing: Landing) {
  const queries: object[] = []
  const rig = await startHttp({
    consent: {
      land(query) {
        queries.push({ ...query })
        return Promise.resolve(landing)
      },
    },
  })
  onTestFinished(() => rig.close())
  return {
    ...rig,
    queries,
    visit: (query = '', method = 'GET') => fetch(`${rig.url}/oauth/livechat${query}`, { method }),
  }
}

const failed = { kind: 'failed', wrong: 'a <b>wrong</b>', mend: 'the "mend" & more' } as const

it.each<[Landing, number, string]>([
  [{ kind: 'connected', site: 'acme' as SiteId, desk: 'sales' }, 200, 'Connected'],
  [{ kind: 'denied' }, 403, 'Not connected'],
  [{ kind: 'used' }, 410, 'This link was used already'],
  [{ kind: 'expired' }, 410, 'This link is too old'],
  [{ kind: 'unknown' }, 400, 'This link is not known here'],
  [failed, 502, 'Not connected'],
])('shows %o as a page of its own, readable by whatever reads pages', async (landing, status, title) => {
  const { visit } = await landingOn(landing)
  const answer = await visit()
  const html = await answer.text()
  expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
  expect(html).toContain(`<title>${title} · Baton</title>`)
  expect(html.match(/<h1>/g)).toHaveLength(1)
  expect(html).toContain('<html lang="en">')
  expect(html).toContain('<main')
})

it('writes nothing of what went wrong as markup', async () => {
  const { visit } = await landingOn(failed)
  const html = await (await visit()).text()
  expect(html).toContain('a &#60;b&#62;wrong&#60;/b&#62;')
  expect(html).not.toContain('<b>')
})

it('allows exactly its own style, and no cache, frame, script or form', async () => {
  const { visit } = await landingOn({ kind: 'unknown' })
  const answer = await visit('?code=x')
  const html = await answer.text()
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? []
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style))
  expect(answer.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${Buffer.from(digest).toString('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
})

it('hands on what stands in the address, and only when a browser really comes', async () => {
  const { visit, queries } = await landingOn({ kind: 'unknown' })
  expect((await visit('?code=a', 'HEAD')).status).toBe(405)
  expect((await visit('?code=a', 'POST')).status).toBe(404)
  expect(queries).toEqual([])
  await visit('?code=a&state=b&state=c')
  expect(queries).toEqual([{ code: 'a', state: ['b', 'c'] }])
})
