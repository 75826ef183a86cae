import type { Account } from './account.ts'
import { newToken } from './identity.ts'
import type { Agent, App, Customer, Token } from './records.ts'

/** Access and refresh tokens each, per app and agent; the oldest dies in silence (contract 1.4). */
const cap = 25

export type Grant = { access: Token; refresh: Token }

export function grantAgent(account: Account, app: App, agent: Agent, scopes: string[]): Grant {
  return {
    access: agentToken(account, app, agent, scopes),
    refresh: refreshToken(account, app, agent, scopes),
  }
}

export function agentToken(account: Account, app: App, agent: Agent, scopes: string[], token?: string): Token {
  const life = account.faults.take('shortTokens', 'agent')?.ms ?? account.tokenLife.agent * 1000
  return keep(account, {
    kind: 'access',
    token: token ?? newToken(account.region),
    clientId: app.clientId,
    holder: agent.id,
    scopes,
    expires: account.clock.now() + life,
    revoked: false,
  })
}

export function refreshToken(account: Account, app: App, agent: Agent, scopes: string[]): Token {
  return keep(account, {
    kind: 'refresh',
    token: newToken(null),
    clientId: app.clientId,
    holder: agent.id,
    scopes,
    expires: Number.MAX_SAFE_INTEGER,
    revoked: false,
  })
}

/** No cap is known for customers; old tokens stay valid (contract 9, U11). */
export function customerToken(account: Account, clientId: string, customer: Customer, seconds: number | null): Token {
  const short = account.faults.take('shortTokens', 'customer')?.ms
  const life = short ?? (seconds ?? account.tokenLife.customer) * 1000
  const token: Token = {
    kind: 'customer',
    token: newToken(account.region),
    clientId,
    holder: customer.id,
    scopes: [],
    expires: account.clock.now() + life,
    revoked: false,
  }
  account.state.tokens.push(token)
  account.onChange()
  return token
}

function keep(account: Account, token: Token): Token {
  const { tokens } = account.state
  tokens.push(token)
  const same = tokens.filter(
    (one) => one.kind === token.kind && one.clientId === token.clientId && one.holder === token.holder && !one.revoked,
  )
  for (const old of same.slice(0, -cap)) revoke(account, old)
  account.onChange()
  return token
}

export function revoke(account: Account, token: Token): void {
  if (token.revoked) return
  token.revoked = true
  if (token.kind === 'customer') account.onDisconnect('access_token_revoked', token.holder)
  account.onChange()
}

/** A living token by its text; the region's colon may come as %3A (contract 1.3). */
export function livingToken(account: Account, kind: Token['kind'], text: string): Token | null {
  const wanted = text.replace('%3A', ':')
  const token = account.state.tokens.find((one) => one.kind === kind && one.token === wanted)
  return token && !token.revoked && token.expires > account.clock.now() ? token : null
}

/** Whole seconds that a token still has. */
export function secondsLeft(account: Account, token: Token): number {
  return Math.max(0, Math.round((token.expires - account.clock.now()) / 1000))
}
