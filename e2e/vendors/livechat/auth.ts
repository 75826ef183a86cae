import type { Account } from './account.ts'
import { isBanned } from './customers.ts'
import type { Failure } from './errors.ts'
import { fail } from './errors.ts'
import type { Agent, Customer } from './records.ts'
import { livingToken } from './tokens.ts'

export type CustomerCaller = { kind: 'customer'; customer: Customer; clientId: string }

export type AgentCaller = {
  kind: 'agent'
  agent: Agent
  /** `pat` for a personal token. */
  clientId: string
  scopes: string[]
}

export type Caller = CustomerCaller | AgentCaller

type Refused = { failure: Failure }

const noToken = 'Invalid access token'

/** Reads the Authorization header of a customer; `organization` is the query parameter. */
export function customerCaller(
  account: Account,
  header: string | undefined,
  organization: string | null,
): CustomerCaller | Refused {
  if (!header) return fail('authentication', 'No `Authorization` header')
  if (organization === null) return fail('validation', '`organization_id` is required')
  // A personal token of an agent is refused here like any other stranger (contract 8.2).
  const token = header.startsWith('Bearer ') ? livingToken(account, 'customer', header.slice(7)) : null
  const customer = token && account.customer(token.holder)
  if (!token || !customer || organization !== account.state.organizationId) return fail('authentication', noToken)
  if (isBanned(account, customer)) return fail('customer_banned', 'Customer is banned')
  return { kind: 'customer', customer, clientId: token.clientId }
}

/** Reads the Authorization header of an agent: Bearer of an app, or Basic with account id and personal token. */
export function agentCaller(account: Account, header: string | undefined): AgentCaller | Refused {
  if (!header) return fail('authentication', 'No `Authorization` header')
  if (header.startsWith('Basic ')) return byPat(account, header.slice(6))
  const token = header.startsWith('Bearer ') ? livingToken(account, 'access', header.slice(7)) : null
  const agent = token && account.agent(token.holder)
  if (!token || !agent) return fail('authentication', noToken)
  return { kind: 'agent', agent, clientId: token.clientId, scopes: token.scopes }
}

function byPat(account: Account, base64: string): AgentCaller | Refused {
  const text = Buffer.from(base64, 'base64').toString()
  const colon = text.indexOf(':')
  const pat = account.state.pats.find(
    (one) => one.accountId === text.slice(0, colon) && one.token === text.slice(colon + 1),
  )
  const agent = pat && account.agent(pat.agent)
  if (!pat || !agent) return fail('authentication', noToken)
  return { kind: 'agent', agent, clientId: 'pat', scopes: pat.scopes }
}
