import type { FaultSetting } from '../faults.ts'
import type { Account } from './account.ts'
import { agentActions } from './actions/agent-actions.ts'
import { configurationActions } from './actions/configuration-actions.ts'
import { customerActions } from './actions/customer-actions.ts'
import type { AgentCaller, Caller } from './auth.ts'
import type { Action, Call } from './call.ts'
import { misshapen } from './call.ts'
import type { Failure, Result } from './errors.ts'
import { fail, invalid, isErrorType } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import { allows } from './scopes.ts'

export type Api = 'customer' | 'agent' | 'configuration'

const tables = { customer: customerActions, agent: agentActions, configuration: configurationActions }

/** An action by its name, whoever its callers are; `perform` brings the right one. */
export function actionNamed(api: Api, name: string): Action<never> | undefined {
  return Object.hasOwn(tables[api], name) ? tables[api][name] : undefined
}

/** Runs one action: right, shape, then the action itself. The caller was made for this API. */
export function perform(action: Action<never>, call: Call): Result {
  const { who } = call
  if (who.kind === 'agent' && action.scope !== undefined && !allows(who.scopes, action.scope)) {
    call.breach(`the token lacks the scope ${action.scope}`)
    return fail('authorization', `Missing scope ${action.scope}`)
  }
  return misshapen(call, call.payload, action.shape) ?? action.run(call as Call<never>)
}

/** Faults that answer in the vendor's own words, before anything is done; the same by Web and by socket. */
export function refusedByFault(
  take: (name: FaultName) => FaultSetting | null,
  region: string | null,
): { failure: Failure } | null {
  const other = take('refuse')
  if (other) {
    const type = other.how ?? ''
    return isErrorType(type) ? fail(type, `Refused: ${type}`) : invalid(`"${type}" is no error type`)
  }
  const misdirected = take('misdirected')
  if (misdirected && region !== misdirected.how) {
    return fail('misdirected_request', 'Wrong region', { region: misdirected.how ?? '' })
  }
  if (take('tokenRevoked')) return fail('authentication', 'Invalid access token')
  return take('forbidden') ? fail('authorization', 'Requester has no right to do this') : null
}

/** Who may be somebody that an action runs for although nobody called: open actions. */
export function nobody(account: Account): Caller {
  const [agent] = account.state.agents
  if (!agent) throw new Error('the account has no agents')
  return { kind: 'agent', agent, clientId: '', scopes: [] } satisfies AgentCaller
}
