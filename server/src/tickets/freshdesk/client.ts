import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Called, Does } from './answer.ts'
import { outcomeOf } from './answer.ts'

export type Calling = { origin: string; key: string; http: Outgoing; clock: Clock }

/** Calls to one Freshdesk account. Paths begin behind /api/v2. `total`: for the whole call, default 10 s. */
export interface Client {
  readonly origin: string
  get(path: string, query: Record<string, string>, total?: Ms): Promise<Called>
  /** Makes something: twice makes two. */
  post(path: string, body: object, total?: Ms): Promise<Called>
  /** Sets or removes something: twice is as good as once. */
  put(path: string, body: object): Promise<Called>
  remove(path: string): Promise<Called>
  now(): Time
}

export function createClient({ origin, key, http, clock }: Calling): Client {
  // The key is the user, and the password is the letter X (§6).
  const authorization = `Basic ${Buffer.from(`${key.trim()}:X`).toString('base64')}`

  async function call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    does: Does,
    path: string,
    { body, total }: { body?: object; total?: Ms | undefined } = {},
  ): Promise<Called> {
    const answer = await http.call({
      method,
      url: `${origin}/api/v2${path}`,
      headers: { authorization, accept: 'application/json' },
      ...(body && { body }),
      ...(total !== undefined && { total }),
    })
    return outcomeOf(answer, does, clock.now())
  }

  return {
    origin,
    get: (path, query, total) => {
      const asked = new URLSearchParams(query).toString()
      return call('GET', 'get', asked ? `${path}?${asked}` : path, { total })
    },
    post: (path, body, total) => call('POST', 'create', path, { body, total }),
    put: (path, body) => call('PUT', 'set', path, { body }),
    remove: (path) => call('DELETE', 'set', path),
    now: () => clock.now(),
  }
}

/** `domain` in any shape in which it is pasted; a `url` (tests, or an account with an address of its own) goes before it. */
export function originOf({ domain, url }: { domain?: string | undefined; url?: string | undefined }): string {
  if (url !== undefined) return url.trim().replace(/\/+$/, '')
  const name = (domain ?? '')
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/.*$/, '')
    .replace(/\.freshdesk\.com$/, '')
  return `https://${name}.freshdesk.com`
}
