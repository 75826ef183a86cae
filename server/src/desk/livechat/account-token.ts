import type { Outcome, Why } from '../../outcome.ts'
import { done, why } from '../../outcome.ts'

/**
 * The account's access token, given (`agentToken`) or by consent (OAuth, vendors/livechat.md §1.4). Trouble is of the whole account and its
 * `why.detail` holds the mend: `not-connected`, `consent-ended`, `client-refused` and `token-refused` want the owner, anything else
 * passes. No outcome holds a token.
 */
export interface AccountToken {
  /** One that should work for some time yet. */
  get(): Promise<Outcome<string>>
  /** LiveChat refused `stale`: the one that took its place. Ask once for a refused call; what refuses this one too is no matter of age. */
  renew(stale: string): Promise<Outcome<string>>
  /** Why it was not renewed ahead of its end when that was last tried: it lives on, and not for long. Null: it was, or was not due. */
  ailing(): Why | null
}

/** A token that the owner gave, for trials: nothing can renew it. `mend`: how to give another. */
export function fixedToken({ token, mend }: { token: string; mend: string }): AccountToken {
  const given = tokenText(token)
  return {
    get: () => Promise.resolve(done(given)),
    renew: () => Promise.resolve(ownersMatter('token-refused', `LiveChat refuses the agent token; ${mend}`)),
    ailing: () => null,
  }
}

/** As LiveChat wants it back: the region's colon may come escaped (§1.3), and people copy the word before it along. */
export const tokenText = (given: string): string =>
  given
    .trim()
    .replace(/^Bearer\s+/i, '')
    .replace(/^([\w-]{2,20})%3A/i, '$1:')

/** Nothing of the account goes on until its owner did something. */
export const ownersMatter = (code: string, detail: string): Outcome<never> => ({
  kind: 'retry',
  why: why(code, detail),
  scope: 'account',
})
