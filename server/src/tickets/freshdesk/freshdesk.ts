import type { Clock } from '../../clock.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Tickets } from '../tickets.ts'
import { checkLive, checkRead } from './check.ts'
import { createClient, originOf } from './client.ts'
import { find } from './find.ts'
import { make } from './make.ts'

export type FreshdeskParts = {
  /** What stands before .freshdesk.com. */
  domain?: string | undefined
  /** Instead of it, for tests: `http://127.0.0.1:4012`. */
  url?: string | undefined
  /** An agent's API key; an agent who sees all tickets, or `find` may miss one. */
  key: string
  http: Outgoing
  clock: Clock
}

/** Tickets in Freshdesk: vendors/freshchat.md §6. */
export function freshdeskTickets({ domain, url, key, http, clock }: FreshdeskParts): Tickets {
  const client = createClient({ origin: originOf({ domain, url }), key, http, clock })
  return {
    make: (request, doubt) => make(client, request, doubt),
    find: (request) => find(client, request),
    async *check(how) {
      let works = false
      for await (const line of checkRead(client)) {
        works ||= line.name === 'key' && line.ok === true
        yield line
      }
      if (how === 'live' && works) yield* checkLive(client)
    },
  }
}
