import type { Outcome } from '../../outcome.ts'
import type { Answer, Does } from '../http-answer.ts'
import type { AccountToken } from './account-token.ts'
import { tokenRefused } from './answer.ts'
import type { Client } from './client.ts'

/** Calls in the account's own name: what agents may read, and how the account is set up. */
export type Staff = (
  api: 'agent' | 'configuration',
  action: string,
  payload: object,
  does: Does,
) => Promise<Outcome<Answer>>

/**
 * By the account's token, renewed once when it is refused; where that may not do it, by the personal access token, if there is one:
 * the two have scopes of their own (vendors/livechat.md §1.4).
 */
export function createStaff(from: { client: Client; account: AccountToken; pat: string | null }): Staff {
  const { client, account, pat } = from
  return async (api, action, payload, does) => {
    const call = (authorization: string) => client.call({ api, action, authorization, payload, does })
    const token = await account.get()
    if (token.kind !== 'done') return pat !== null ? await call(pat) : token
    const first = await call(`Bearer ${token.value}`)
    if (isForbidden(first)) return pat !== null ? await call(pat) : first
    if (first.kind !== 'retry' || first.why.code !== tokenRefused) return first
    const fresh = await account.renew(token.value)
    return fresh.kind === 'done' ? await call(`Bearer ${fresh.value}`) : fresh
  }
}

/** The token lacks the scope, or whoever gave it lacks the right. */
export const isForbidden = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === 'refused' && (outcome.why.code === 'authorization' || outcome.why.code === 'missing_access')
