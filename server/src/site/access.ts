import type { DeskEntry } from './desk-entries.ts'

/** What only says how to reach an account, and nothing of what happens there. */
const access: { [kind in DeskEntry['kind']]: string[] } = {
  freshchat: ['url', 'token', 'publicKey'],
  livechat: [
    ...['clientId', 'clientSecret', 'accountId', 'pat', 'agentToken', 'organizationId', 'webhookSecret'],
    ...['apiUrl', 'accountsUrl', 'rtmUrl'],
  ],
}

/**
 * A desk as it was when a stay began, reached as its account is reached now: tokens and keys are replaced while people talk. Both
 * are of the same account.
 */
export function withAccessOf<E extends DeskEntry>(newest: E, then: E): E {
  const others = Object.entries(then).filter(([key]) => !access[then.kind].includes(key))
  const reached = Object.entries(newest).filter(([key]) => access[then.kind].includes(key))
  return Object.fromEntries([...others, ...reached]) as E
}
