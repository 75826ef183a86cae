import type { Take } from '../faults.ts'
import type { RequestLog } from '../request-log.ts'
import type { Account } from './account.ts'
import type { Caller } from './auth.ts'
import type { Failure, Result } from './errors.ts'
import { fail, invalid } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import { actionNamed, perform, refusedByFault } from './perform.ts'
import type { RequestFrame } from './rtm-frames.ts'
import type { Teller } from './telling.ts'
import { isLower } from './versions.ts'
import type { Surface } from './wire-events.ts'

export type RtmRules = {
  account: Account
  log: RequestLog<FaultName>
  tell: Teller
  /** ms; requests. */
  login: number
  silence: number
  pending: number
  isOnline: (customer: string) => boolean
}

/** Why a frame is not even looked at: its version, or a fault. */
export function refusedAtOnce(
  frame: RequestFrame,
  socket: { version: string; region: string | null },
  take: Take<FaultName>,
  breach: (what: string) => void,
): { failure: Failure } | null {
  if (frame.version !== undefined && isLower(frame.version, socket.version)) {
    breach('the version of a request is lower than that of its socket')
    return fail('unsupported_version', 'Version is lower than the version of the connection')
  }
  if (take('tooMany')) return fail('too_many_requests', 'Too many requests')
  if (take('serverError')) return fail('internal', 'Internal server error')
  return refusedByFault(take, socket.region)
}

/** One action of somebody who is logged in; the same actions as by Web. */
export function act(
  { account, isOnline }: RtmRules,
  asked: { surface: Surface; who: Caller; frame: RequestFrame; take: Take<FaultName>; breach: (what: string) => void },
): Result {
  const { surface, who, frame, take, breach } = asked
  if (who.kind === 'customer' && take('banned')) return fail('customer_banned', 'Customer is banned')
  const action = actionNamed(surface, frame.action)
  if (!action || action.upload) {
    breach('is not an action of sockets, or not one that is simulated')
    return invalid(`unknown action ${frame.action}`)
  }
  const online = who.kind === 'customer' && isOnline(who.customer.id)
  return perform(action, { account, who, payload: frame.payload ?? {}, uploads: null, take, online, breach })
}
