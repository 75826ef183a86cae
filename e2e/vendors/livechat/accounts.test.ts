import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { testWorld } from './test-world.ts'

const back = 'http://127.0.0.1:3000/oauth/livechat'

function authorizeUrl(url: string, clientId: string, more: Record<string, string> = {}) {
  const query = { response_type: 'code', client_id: clientId, redirect_uri: back, state: 'xyz', ...more }
  return `${url}/?${new URLSearchParams(query)}`
}

it('lets an app in: consent, code, tokens, info; the code works once', async () => {
  const { livechat, client } = await testWorld()
  const { clientId, url } = livechat
  const sentBack = new URL(livechat.consent(authorizeUrl(url, clientId)))
  expect([sentBack.origin + sentBack.pathname, sentBack.searchParams.get('state')]).toEqual([back, 'xyz'])
  const code = sentBack.searchParams.get('code') ?? ''
  const grant = { grant_type: 'authorization_code', code, redirect_uri: back }
  const { status, body } = await client.token(grant)
  expect(status).toBe(200)
  expect(body).toMatchObject({ expires_in: 28_800, token_type: 'Bearer', organization_id: livechat.organizationId })
  expect(body.access_token).toMatch(/^dal:/)
  expect(body.refresh_token).not.toContain(':')
  expect(body.scope.split(',')).toContain('customers:own')
  const info = await client.call('GET', '/v2/info', undefined, client.bearer(body.access_token))
  expect(info.body).toMatchObject({ client_id: clientId, account_id: body.account_id, expires_in: 28_800 })
  const again = await client.token(grant)
  expect([again.status, again.body.oauth_exception]).toEqual([401, 'invalid_grant'])
  expect(livechat.breaches.map((one) => one.what)).toEqual(['a code was used a second time'])
})

it('shows people a page, and does what they choose', async () => {
  const { livechat, client } = await testWorld()
  const page = await client.call('GET', authorizeUrl(livechat.url, livechat.clientId).replace(livechat.url, ''))
  expect(page.text).toContain('<button name="choice" value="allow"')
  expect(page.text).toContain('customers:own')
  const query = new URL(authorizeUrl(livechat.url, livechat.clientId)).searchParams.toString()
  const choose = (choice: string, agent = 'olga@example.com') =>
    client.call('POST', '/consent', new URLSearchParams({ query, agent, choice }))
  const allowed = await choose('allow')
  expect([allowed.status, allowed.headers.get('location')]).toEqual([302, expect.stringContaining('code=dal')])
  expect((await choose('deny')).headers.get('location')).toBe(`${back}?state=xyz&error=access_denied`)
  // customers:own is an administrator's to give.
  expect((await choose('allow', 'ben@example.com')).headers.get('location')).toContain('error=access_denied')
})

it.each([
  ['http://127.0.0.1:3000/oauth', true],
  ['http://127.0.0.1:3000/oauth/', true],
  ['http://127.0.0.1:3000/oauth/deeper', true],
  ['http://127.0.0.1:3001/oauth', false],
  ['https://127.0.0.1:3000/oauth', false],
  ['http://localhost.evil:3000/oauth', false],
  ['http://127.0.0.1:3000/oauthx', false],
  ['http://127.0.0.1:3000/oauth?a=1', false],
  ['http://127.0.0.1:3000/oauth#a', false],
])('takes the redirect URI %s: %s', async (redirect_uri, fine) => {
  const { livechat, client } = await testWorld()
  const path = authorizeUrl('', livechat.clientId, { redirect_uri })
  const { status, body } = await client.call('GET', path)
  expect(status).toBe(fine ? 200 : 401)
  if (!fine)
    expect(body).toMatchObject({ oauth_exception: 'invalid_request', exception_details: 'invalid_redirect_uri' })
})

it('refuses a code with another redirect URI, a wrong verifier, a wrong secret, or too late', async () => {
  const clock = manualClock()
  const { livechat, client } = await testWorld({ clock })
  const verifier = 'a-long-random-word'
  const code_challenge = createHash('sha256').update(verifier).digest('base64url')
  const fresh = () => {
    const asked = authorizeUrl(livechat.url, livechat.clientId, { code_challenge, code_challenge_method: 'S256' })
    const code = new URL(livechat.consent(asked)).searchParams.get('code') ?? ''
    return { grant_type: 'authorization_code', code, redirect_uri: back, code_verifier: verifier }
  }
  const why = async (fields: Record<string, string>) => (await client.token(fields)).body.oauth_exception
  expect(await why({ ...fresh(), redirect_uri: `${back}/other` })).toBe('invalid_grant')
  expect(await why({ ...fresh(), code_verifier: 'guess' })).toBe('invalid_grant')
  expect(await why({ ...fresh(), client_secret: 'guess' })).toBe('invalid_client')
  expect(await why({ ...fresh(), grant_type: 'password' })).toBe('unsupported_grant_type')
  const late = fresh()
  clock.advance(11 * 60_000)
  expect(await why(late)).toBe('invalid_grant')
  expect((await client.token(fresh())).status).toBe(200)
})

it('refreshes, lets tokens die of age, and revokes the oldest beyond 25', async () => {
  const clock = manualClock()
  const { livechat, client } = await testWorld({ clock })
  const code = new URL(livechat.consent(authorizeUrl(livechat.url, livechat.clientId))).searchParams.get('code') ?? ''
  const first = (await client.token({ grant_type: 'authorization_code', code, redirect_uri: back })).body
  const alive = async (token: string) =>
    (await client.call('GET', '/v2/info', undefined, client.bearer(token))).status === 200
  clock.advance(28_800_000)
  expect(await alive(first.access_token)).toBe(false)
  const refresh = () => client.token({ grant_type: 'refresh_token', refresh_token: first.refresh_token })
  const second = (await refresh()).body
  expect([second.refresh_token, await alive(second.access_token)]).toEqual([first.refresh_token, true])
  for (let n = 0; n < 24; n += 1) await refresh()
  expect(await alive(second.access_token)).toBe(true)
  await refresh()
  expect(await alive(second.access_token)).toBe(false)
  expect((await client.token({ grant_type: 'refresh_token', refresh_token: 'guess' })).body.oauth_exception).toBe(
    'invalid_grant',
  )
})

it('revokes by DELETE, by Bearer or by code', async () => {
  const { livechat, client } = await testWorld()
  const dead = async (token: string) =>
    (await client.call('GET', '/v2/info', undefined, client.bearer(token))).body.identity_exception
  const one = livechat.agentTokenFor('Ben Brook')
  expect(await dead(one)).toBeUndefined()
  expect((await client.call('DELETE', '/v2/token', undefined, client.bearer(one))).status).toBe(200)
  expect(await dead(one)).toBe('unauthorized')
  const two = livechat.agentTokenFor('Ben Brook')
  await client.call('DELETE', `/v2/token?code=${encodeURIComponent(two)}`)
  expect(await dead(two)).toBe('unauthorized')
})

it('mints customer tokens by agent token: a new customer, or the one of entity_id', async () => {
  const { livechat, client, visitor } = await testWorld()
  const { body } = await client.mint({ entity_id: visitor.id })
  expect(body).toMatchObject({ entity_id: visitor.id, expires_in: 28_800, organization_id: livechat.organizationId })
  expect(body.access_token).not.toBe(visitor.token)
  expect((await visitor.post('get_customer')).status).toBe(200)
  expect((await client.mint()).body.entity_id).not.toBe(visitor.id)
  expect((await client.mint({ expires_in: 60 })).body.expires_in).toBe(60)
  const stranger = await client.mint({ entity_id: '11111111-1111-4111-8111-111111111111' })
  expect([stranger.status, stranger.body.oauth_exception]).toEqual([401, 'resource_not_found'])
  expect(livechat.customers).toHaveLength(3)
})

it('refuses to mint for a personal token, a token without customers:own, another client, a dead token', async () => {
  const { livechat, client } = await testWorld()
  const body = { grant_type: 'agent_token', client_id: livechat.clientId, response_type: 'token' }
  const ask = async (Authorization: string, more: object = {}) => {
    const answer = await client.call('POST', '/v2/customer/token', { ...body, ...more }, { Authorization })
    return [answer.status, answer.body.oauth_exception ?? answer.body.identity_exception]
  }
  expect(await ask(client.basic)).toEqual([401, 'unauthorized'])
  expect(await ask(`Bearer ${livechat.pat.token}`)).toEqual([401, 'unauthorized'])
  const poor = livechat.agentTokenFor('Ann Archer', ['chats--all:rw'])
  expect(await ask(`Bearer ${poor}`)).toEqual([401, 'access_denied'])
  expect(await ask(`Bearer ${livechat.agentToken}`, { client_id: 'f'.repeat(32) })).toEqual([401, 'invalid_client'])
  expect(await ask(`Bearer ${livechat.agentToken}`, { grant_type: 'magic' })).toEqual([401, 'unsupported_grant_type'])
  livechat.revokeTokens('agents')
  expect(await ask(`Bearer ${livechat.agentToken}`)).toEqual([401, 'unauthorized'])
})

it('describes and revokes a customer token; the customer API refuses it then, and agent tokens always', async () => {
  const { livechat, client, visitor } = await testWorld()
  const info = await client.call('GET', '/v2/customer/info', undefined, client.bearer(visitor.token))
  expect(info.body).toMatchObject({ entity_id: visitor.id, client_id: livechat.clientId })
  await client.call('DELETE', '/v2/customer/token', undefined, client.bearer(visitor.token))
  const refused = await visitor.post('list_chats')
  expect([refused.status, refused.body.error.message]).toEqual([401, 'Invalid access token'])
  const asAgent = await visitor.post('list_chats', {}, client.bearer(livechat.agentToken))
  expect(asAgent.error).toBe('authentication')
  expect((await client.agent('list_chats', {}, `Bearer ${visitor.token}`)).error).toBe('authentication')
})

it('knows a customer again by both cookies, and makes a new one without them', async () => {
  const { livechat, client } = await testWorld()
  const ask = (cookie?: string) =>
    client.call(
      'POST',
      '/v2/customer/token',
      {
        grant_type: 'cookie',
        client_id: livechat.clientId,
        organization_id: livechat.organizationId,
        redirect_uri: back.slice(0, 21),
      },
      cookie === undefined ? {} : { Cookie: cookie },
    )
  const first = await ask()
  const jar = first.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
  expect(jar.map((pair) => pair.split('=')[0])).toEqual(['__lc_cid', '__lc_cst'])
  expect((await ask(jar.join('; '))).body.entity_id).toBe(first.body.entity_id)
  expect((await ask(jar[0])).body.entity_id).not.toBe(first.body.entity_id)
})
