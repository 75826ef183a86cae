import type { Time } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Answer, Does } from '../http-answer.ts'
import { outcomeOf } from './answer.ts'
import type { FreshchatConfig } from './config.ts'

/** Calls to one account. Paths begin behind /v2; every piece of them that is not ours comes through `segment`. */
export interface Client {
  get(path: string, query?: Record<string, string>): Promise<Outcome<Answer>>
  /** Makes something: twice makes two. */
  post(path: string, body: object): Promise<Outcome<Answer>>
  /** Sets something: twice is as good as once. */
  put(path: string, body: object): Promise<Outcome<Answer>>
  /** A form with one file. */
  upload(path: string, field: string, file: { bytes: Uint8Array; type: string; name: string }): Promise<Outcome<Answer>>
  /** A path as their links give it, with /v2 and query (§1.6). Null: it leads elsewhere. */
  linked(href: string): string | null
  now(): Time
}

export type Calling = { config: Pick<FreshchatConfig, 'origin' | 'tokens'>; outgoing: Outgoing; clock: Clock }

export function createClient({ config, outgoing, clock }: Calling): Client {
  /** Which of two tokens worked last: only one is alive at a time (§1.2). */
  let preferred = 0

  async function once(
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    token: number,
    body?: object,
  ): Promise<Outcome<Answer>> {
    const answer = await outgoing.call({
      method,
      url: `${config.origin}${path}`,
      headers: { authorization: `Bearer ${config.tokens[token] ?? ''}`, accept: 'application/json' },
      ...(body && { body }),
    })
    return outcomeOf(answer, doesOf[method], clock.now())
  }

  async function call(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Outcome<Answer>> {
    const first = preferred
    const outcome = await once(method, path, first, body)
    if (outcome.kind !== 'retry' || outcome.why.code !== 'token-refused' || config.tokens.length < 2) return outcome
    // A refused token means that nothing was done, so the other one may try the same.
    const other = first === 0 ? 1 : 0
    const second = await once(method, path, other, body)
    if (second.kind !== 'retry' || second.why.code !== 'token-refused') preferred = other
    return second
  }

  return {
    now: () => clock.now(),
    async upload(path, field, { bytes, type, name }) {
      const form = new FormData()
      form.set(field, new File([new Uint8Array(bytes)], name, { type }))
      return await call('POST', `/v2${path}`, form)
    },
    get: (path, query) => call('GET', `/v2${path}${query ? `?${new URLSearchParams(query)}` : ''}`),
    post: (path, body) => call('POST', `/v2${path}`, body),
    put: (path, body) => call('PUT', `/v2${path}`, body),
    linked(href) {
      const url = URL.parse(href, config.origin)
      if (!url || url.origin !== new URL(config.origin).origin || !url.pathname.startsWith('/v2/')) return null
      return `${url.pathname.slice('/v2'.length)}${url.search}`
    },
  }
}

const doesOf: Record<'GET' | 'POST' | 'PUT', Does> = { GET: 'get', POST: 'create', PUT: 'set' }

/** An id within a path: theirs are opaque, so nothing of one may end the segment. */
export const segment = (id: string): string => encodeURIComponent(id)
