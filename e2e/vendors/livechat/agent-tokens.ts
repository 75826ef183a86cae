import { createHash } from 'node:crypto'
import type { Said } from '../trouble.ts'
import type { AccountsCall } from './accounts.ts'
import { oauthError, unauthorized } from './oauth-errors.ts'
import type { App, Code, Token } from './records.ts'
import { agentToken, grantAgent, livingToken, refreshToken, revoke, secondsLeft } from './tokens.ts'

/** POST /v2/token: a code or a refresh token for an access token (contract 1.4). */
export function exchange(call: AccountsCall): Said {
  const app = call.account.app(String(call.fields.client_id ?? ''))
  if (!app || app.clientSecret !== call.fields.client_secret) {
    return oauthError('invalid_client', 'Client is not known', app ? undefined : 'client_id_not_found').refusal
  }
  switch (call.fields.grant_type) {
    case 'authorization_code':
      return byCode(call, app)
    case 'refresh_token':
      return byRefresh(call, app)
    default:
      return oauthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token').refusal
  }
}

function byCode(call: AccountsCall, app: App): Said {
  const { account, fields } = call
  const code = account.state.codes.find((one) => one.code === fields.code && one.clientId === app.clientId)
  if (code?.used) call.breach('a code was used a second time')
  if (!code || code.used || code.expires <= account.clock.now()) {
    return oauthError('invalid_grant', 'Code is invalid, used or expired').refusal
  }
  if (fields.redirect_uri !== code.redirectUri) {
    return oauthError('invalid_grant', 'redirect_uri differs', 'invalid_redirect_uri').refusal
  }
  if (!isVerified(code, fields.code_verifier)) return oauthError('invalid_grant', 'code_verifier does not fit').refusal
  const agent = account.agent(code.agent)
  if (!agent) return oauthError('invalid_grant', 'Account is gone').refusal
  code.used = true
  const { access, refresh } = grantAgent(account, app, agent, app.scopes)
  return granted(call, access, refresh)
}

function isVerified({ challenge }: Code, verifier: unknown): boolean {
  if (!challenge) return true
  if (typeof verifier !== 'string') return false
  if (challenge.method === 'plain') return verifier === challenge.value
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value.replace(/=+$/, '')
}

function byRefresh(call: AccountsCall, app: App): Said {
  const { account, fields } = call
  const before = livingToken(account, 'refresh', String(fields.refresh_token ?? ''))
  const agent = before && account.agent(before.holder)
  if (!before || !agent || before.clientId !== app.clientId || call.take('refreshRefused')) {
    return oauthError('invalid_grant', 'Refresh token is invalid').refusal
  }
  const access = agentToken(account, app, agent, before.scopes)
  const rotates = call.take('refreshRotates')
  const refresh = rotates ? refreshToken(account, app, agent, before.scopes) : before
  if (rotates && rotates.how !== 'oldLives') revoke(account, before)
  return granted(call, access, refresh)
}

function granted({ account }: AccountsCall, access: Token, refresh: Token): Said {
  return {
    status: 200,
    body: {
      access_token: access.token,
      refresh_token: refresh.token,
      account_id: account.agent(access.holder)?.accountId,
      organization_id: account.state.organizationId,
      expires_in: secondsLeft(account, access),
      scope: access.scopes.join(','),
      token_type: 'Bearer',
    },
  }
}

/** The token by Bearer, or by the query parameter `code`, an access or a refresh token. */
export function revokeAgentToken(call: AccountsCall): Said {
  const { account } = call
  const text = call.query.get('code') ?? bearer(call)
  const token = text && (livingToken(account, 'access', text) ?? livingToken(account, 'refresh', text))
  if (!token) return unauthorized('Token is not valid').refusal
  revoke(account, token)
  return { status: 200, body: {} }
}

export function tokenInfo(call: AccountsCall): Said {
  const { account } = call
  const token = livingToken(account, 'access', bearer(call) ?? '')
  if (!token) return unauthorized('Token is not valid').refusal
  return {
    status: 200,
    body: {
      access_token: token.token,
      account_id: account.agent(token.holder)?.accountId,
      client_id: token.clientId,
      organization_id: account.state.organizationId,
      expires_in: secondsLeft(account, token),
      scope: token.scopes.join(','),
      token_type: 'Bearer',
    },
  }
}

export function bearer(call: AccountsCall): string | null {
  const header = call.header('authorization') ?? ''
  return header.startsWith('Bearer ') ? header.slice(7) : null
}
