import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import type { FaultIn } from './fault-catalogue.ts'
import type { World } from './test-world.ts'
import { testWorld } from './test-world.ts'

const back = 'http://127.0.0.1:3000/oauth'

/** A refresh token got by consent. */
async function refreshToken({ livechat, client }: World): Promise<string> {
  const query = new URLSearchParams({ response_type: 'code', client_id: livechat.clientId, redirect_uri: back })
  const code = new URL(livechat.consent(`${livechat.url}/?${query}`)).searchParams.get('code') ?? ''
  return (await client.token({ grant_type: 'authorization_code', code, redirect_uri: back })).body.refresh_token
}

/** Each fault of the group, and how it is seen to bite; the type makes sure that none is left out. */
const proofs: Record<FaultIn<'Accounts'>, (world: World) => Promise<void>> = {
  async botTokenOverlap({ livechat, client, faults }) {
    const bot = (await client.configure('create_bot', { name: 'B', owner_client_id: livechat.clientId })).body
    const facts = { bot_id: bot.id, bot_secret: bot.secret, client_id: livechat.clientId }
    const issue = async () =>
      (await client.configure('issue_bot_token', { ...facts, organization_id: livechat.organizationId })).body.token
    const former = await issue()
    faults.set('botTokenOverlap')
    const latter = await issue()
    const works = async (token: string) => (await client.agent('list_chats', {}, `Bearer ${token}`)).status
    expect([await works(former), await works(latter)]).toEqual([401, 200])
  },

  async shortTokens({ faults, client, livechat }) {
    faults.set('shortTokens', { ms: 0, on: 'customer' })
    const dead = await client.customer()
    expect((await dead.post('list_chats')).error).toBe('authentication')
    faults.set('shortTokens', { ms: 0, on: 'agent' })
    expect((await client.agent('list_chats', {}, `Bearer ${livechat.agentTokenFor('Ann Archer')}`)).status).toBe(401)
  },

  async oauthDown({ faults, client }) {
    faults.set('oauthDown', { times: 1 })
    const down = await client.mint()
    expect([down.status, down.body.oauth_exception]).toEqual([401, 'temporarily_unavailable'])
    expect((await client.mint()).status).toBe(200)
  },

  async refreshRefused(world) {
    const refresh_token = await refreshToken(world)
    world.faults.set('refreshRefused')
    const { body } = await world.client.token({ grant_type: 'refresh_token', refresh_token })
    expect(body.oauth_exception).toBe('invalid_grant')
  },

  async refreshRotates(world) {
    const refresh = (refresh_token: string) => world.client.token({ grant_type: 'refresh_token', refresh_token })
    const first = await refreshToken(world)
    world.faults.set('refreshRotates')
    const second = (await refresh(first)).body.refresh_token
    expect(second).not.toBe(first)
    expect((await refresh(first)).body.oauth_exception).toBe('invalid_grant')
    world.faults.set('refreshRotates', { how: 'oldLives' })
    const third = (await refresh(second)).body.refresh_token
    expect([third === second, (await refresh(second)).status]).toEqual([false, 200])
  },

  async agentTokenRefused({ faults, client }) {
    faults.set('agentTokenRefused')
    expect((await client.mint()).body.oauth_exception).toBe('access_denied')
  },

  async strangerToken({ faults, client, visitor }) {
    faults.set('strangerToken')
    expect((await client.mint({ entity_id: visitor.id })).body.entity_id).not.toBe(visitor.id)
  },
}

it.each(Object.entries(proofs))('%s bites', async (_name, proof) => proof(await testWorld({ clock: manualClock() })))
