import { isIP } from 'node:net'
import type { Ms } from '@baton/shared/ids.ts'
import type { Dispatcher } from 'undici'
import { Agent } from 'undici'
import type { Clock } from '../clock.ts'
import type { Outgoing, OutgoingAnswer, OutgoingRequest } from '../outgoing.ts'
import type { Reach } from './reach.ts'
import { checkedLookup, isLoopbackHost, mayReach, withoutBrackets } from './reach.ts'
import { unpack } from './unpack.ts'

export type UndiciOutgoing = Outgoing & {
  /** Cuts what is under way and leaves nothing open. */
  close(): Promise<void>
}

/** What design.md §9 allows; tests pass shorter ones. */
export type OutgoingLimits = { connect?: Ms; total?: Ms; bytes?: number; socketsPerHost?: number }

type Trip = { url: URL; reach: Reach; total: Ms; limit: number }

export function createOutgoing(from: { clock: Clock; limits?: OutgoingLimits }): UndiciOutgoing {
  const { connect = 3_000, total = 10_000, bytes = 1_048_576, socketsPerHost = 10 } = from.limits ?? {}
  const agents = new Map<Reach, Agent>()

  function agentFor(reach: Reach): Agent {
    const known = agents.get(reach)
    if (known) return known
    const agent = new Agent({
      connections: socketsPerHost,
      // One request a socket: a lost HTTP/2 connection would make many calls unsure at once.
      allowH2: false,
      connect: { timeout: connect, lookup: checkedLookup(reach) },
      // Our own timer ends the call, so that the slow drip that renews these is bounded too.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    agents.set(reach, agent)
    return agent
  }

  return {
    async call(request) {
      const trip = planned(request, total, bytes)
      if ('kind' in trip) return trip
      return await exchange(
        agentFor(trip.reach),
        { method: request.method, ...(await content(request)) },
        trip,
        from.clock,
      )
    },
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()))
      agents.clear()
    },
  }
}

/** Checks the address before anything leaves; a name is checked when it is resolved. */
function planned(request: OutgoingRequest, total: Ms, limit: number): Trip | OutgoingAnswer {
  const url = URL.parse(request.url)
  if (!url || url.username || url.password) return notSent('bad-url')
  const stranger = request.chosenBy === 'stranger'
  const loopback = isLoopbackHost(url.hostname) && (!stranger || request.loopback === true)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return notSent('not-https')
  // A stranger's address with a port of its own is a port scan sooner than a picture.
  if (stranger && !loopback && url.port !== '') return notSent('address-refused')
  const reach: Reach =
    url.protocol === 'http:' ? 'loopback' : stranger ? (request.loopback ? 'publicOrLoopback' : 'public') : 'owner'
  const host = withoutBrackets(url.hostname)
  if (isIP(host) !== 0 && !mayReach(reach, host)) return notSent('address-refused')
  return { url, reach, total: request.total ?? total, limit: request.limit ?? limit }
}

function exchange(
  agent: Agent,
  what: Content & { method: Dispatcher.HttpMethod },
  trip: Trip,
  clock: Clock,
): Promise<OutgoingAnswer> {
  const { promise, resolve } = Promise.withResolvers<OutgoingAnswer>()
  let controller: Dispatcher.DispatchController | null = null
  let answered: { status: number; headers: Headers } | null = null
  const chunks: Uint8Array[] = []
  let size = 0
  let settled = false

  function settle(answer: OutgoingAnswer): void {
    settled = true
    stopTimer()
    resolve(answer)
  }
  /** Until undici puts it on a socket, nothing of it has left. */
  const failed = (code: string): OutgoingAnswer => (controller ? { kind: 'lost', code } : notSent(code))
  function giveUp(code: string): void {
    if (settled) return
    settle(failed(code))
    controller?.abort(new Error(code))
  }
  const stopTimer = clock.after(trip.total, () => giveUp('timeout'))

  agent.dispatch(
    { origin: trip.url.origin, path: `${trip.url.pathname}${trip.url.search}`, ...what },
    {
      onRequestStart(started) {
        controller = started
        if (settled) started.abort(new Error('timeout'))
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return
        answered = { status, headers: headersOf(headers) }
        if (Number(answered.headers.get('content-length') ?? 0) > trip.limit) giveUp('too-large')
      },
      onResponseData(_controller, chunk) {
        if (settled) return
        size += chunk.length
        if (size > trip.limit) return giveUp('too-large')
        chunks.push(chunk)
      },
      onResponseEnd() {
        if (settled || !answered) return giveUp('cut')
        const { status, headers } = answered
        void unpack(Buffer.concat(chunks), headers.get('content-encoding'), trip.limit).then((bytes) => {
          if (!settled) settle(typeof bytes === 'string' ? failed(bytes) : { kind: 'answered', status, headers, bytes })
        })
      },
      onResponseError(_controller, error) {
        giveUp(codeOf(error))
      },
    },
  )
  return promise
}

type Content = { headers: Record<string, string>; body: string | Uint8Array | null }

async function content({ body, headers }: OutgoingRequest): Promise<Content> {
  const always = { 'user-agent': 'Baton', 'accept-encoding': 'gzip' }
  if (body === undefined) return { headers: { ...always, ...headers }, body: null }
  if (typeof body === 'string' || body instanceof Uint8Array) return { headers: { ...always, ...headers }, body }
  if (body instanceof FormData) {
    // undici's dispatch knows only its own copy's forms.
    const form = new Response(body)
    const type = form.headers.get('content-type') ?? 'multipart/form-data'
    return { headers: { ...always, ...headers, 'content-type': type }, body: new Uint8Array(await form.arrayBuffer()) }
  }
  return { headers: { ...always, 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

function headersOf(incoming: Record<string, string | string[] | undefined>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming)) {
    for (const one of [value ?? []].flat()) if (fits(one)) headers.append(name, one)
  }
  return headers
}

/** What Headers would throw for; such a header tells us nothing. */
const fits = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value)

const notSent = (code: string): OutgoingAnswer => ({ kind: 'notSent', code })

const codes = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  ['UND_ERR_SOCKET', 'reset'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['ECONNREFUSED', 'connection-refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
])

function codeOf(error: Error & { code?: unknown }): string {
  const code = typeof error.code === 'string' ? error.code : error.name
  return codes.get(code) ?? code.toLowerCase().replaceAll('_', '-')
}
