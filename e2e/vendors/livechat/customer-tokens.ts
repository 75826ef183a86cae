import { randomBytes } from 'node:crypto'
import type { Said } from '../trouble.ts'
import type { AccountsCall } from './accounts.ts'
import { bearer } from './agent-tokens.ts'
import { addCustomer } from './customers.ts'
import { oauthError, unauthorized } from './oauth-errors.ts'
import type { Customer, Token } from './records.ts'
import { allows } from './scopes.ts'
import { customerToken, livingToken, revoke, secondsLeft } from './tokens.ts'

/** POST /v2/customer/token (contract 2.1). */
export function mintCustomerToken(call: AccountsCall): Said {
  switch (call.fields.grant_type) {
    case 'agent_token':
      return byAgent(call)
    case 'cookie':
      return byCookie(call)
    default:
      return oauthError('unsupported_grant_type', 'grant_type must be agent_token or cookie').refusal
  }
}

function byAgent(call: AccountsCall): Said {
  const { account, fields } = call
  if (call.header('authorization')?.startsWith('Basic ')) {
    call.breach('a personal access token cannot mint customer tokens')
    return unauthorized('A personal access token is not accepted').refusal
  }
  const token = livingToken(account, 'access', bearer(call) ?? '')
  if (!token || call.take('tokenRevoked')) return unauthorized('Access token is not valid').refusal
  if (fields.client_id !== token.clientId) return oauthError('invalid_client', 'client_id is not the token’s').refusal
  if (!allows(token.scopes, 'customers:own') || call.take('agentTokenRefused')) {
    return oauthError('access_denied', 'Scope customers:own is required').refusal
  }
  const known = fields.entity_id === undefined ? undefined : account.customer(String(fields.entity_id))
  if (fields.entity_id !== undefined && !known) {
    call.breach('entity_id names nobody: it must already exist')
    return oauthError('resource_not_found', 'entity_id not found').refusal
  }
  const stranger = call.take('strangerToken')
  return minted(call, token.clientId, known && !stranger ? known : addCustomer(account, token.clientId))
}

const cookieLife = 2 * 365 * 86_400

/** For browsers; a server that returns both cookies keeps its customer, one that does not gets a new one each time. */
function byCookie(call: AccountsCall): Said {
  const { account, fields } = call
  const app = account.app(String(fields.client_id ?? ''))
  if (!app) return oauthError('invalid_client', 'Client is not known', 'client_id_not_found').refusal
  if (fields.organization_id !== account.state.organizationId) {
    return oauthError('invalid_request', 'organization_id is required').refusal
  }
  const redirect = String(fields.redirect_uri ?? call.header('origin') ?? '')
  if (!app.redirectUris.some((uri) => redirect !== '' && uri.startsWith(redirect))) {
    return oauthError('invalid_request', 'redirect_uri is not registered', 'invalid_redirect_uri').refusal
  }
  const jar = cookies(call.header('cookie') ?? '')
  const kept = account.state.cookies[jar.__lc_cst ?? '']
  const known = kept !== undefined && kept === jar.__lc_cid ? account.customer(kept) : undefined
  const customer = known ?? addCustomer(account, app.clientId)
  const secret = known && jar.__lc_cst ? jar.__lc_cst : randomBytes(24).toString('hex')
  account.state.cookies[secret] = customer.id
  const flags = `Path=/v2/customer; Max-Age=${cookieLife}; HttpOnly; Secure; SameSite=None`
  call.respond('Set-Cookie', `__lc_cid=${customer.id}; ${flags}`)
  call.respond('Set-Cookie', `__lc_cst=${secret}; ${flags}`)
  return minted(call, app.clientId, customer)
}

function minted(call: AccountsCall, clientId: string, customer: Customer): Said {
  const { account } = call
  const asked = Number(call.fields.expires_in)
  const most = account.tokenLife.customer
  const token = customerToken(account, clientId, customer, asked > 0 ? Math.min(asked, most) : null)
  return { status: 200, body: described(call, token) }
}

function described({ account }: AccountsCall, token: Token) {
  return {
    access_token: token.token,
    client_id: token.clientId,
    entity_id: token.holder,
    expires_in: secondsLeft(account, token),
    organization_id: account.state.organizationId,
    token_type: 'Bearer',
  }
}

export function customerTokenInfo(call: AccountsCall): Said {
  const token = livingToken(call.account, 'customer', bearer(call) ?? '')
  return token ? { status: 200, body: described(call, token) } : unauthorized('Token is not valid').refusal
}

export function revokeCustomerToken(call: AccountsCall): Said {
  const token = livingToken(call.account, 'customer', bearer(call) ?? '')
  if (!token) return unauthorized('Token is not valid').refusal
  revoke(call.account, token)
  return { status: 200, body: {} }
}

function cookies(header: string): Record<string, string> {
  return Object.fromEntries(
    header.split(';').map((pair) => {
      const [name = '', ...value] = pair.trim().split('=')
      return [name, value.join('=')]
    }),
  )
}
