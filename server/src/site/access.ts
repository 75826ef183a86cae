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
  const reaches = (key: string) => access[then.kind].includes(key)
  // In the order of the newest: where nothing differs it is the same desk.
  const keys = [...new Set([...Object.keys(newest), ...Object.keys(then)])]
  return Object.fromEntries(
    keys.flatMap((key) => {
      const from = reaches(key) ? newest : then
      return Object.hasOwn(from, key) ? [[key, from[key as keyof E]]] : []
    }),
  ) as unknown as E
}
