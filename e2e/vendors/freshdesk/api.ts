import { randomUUID } from 'node:crypto'
import type { Request as HttpRequest, Response, Router } from 'express'
import express from 'express'
import { answer } from '../answer.ts'
import type { Body } from '../body.ts'
import { readBody } from '../body.ts'
import { pause } from '../clock.ts'
import type { FaultSwitches } from '../faults.ts'
import type { Limiter } from '../limiter.ts'
import type { RequestLog } from '../request-log.ts'
import type { Ending } from '../trouble.ts'
import { tooMany, troubleAfter, troubleBefore } from '../trouble.ts'
import type { Account } from './account.ts'
import type { Call, Route } from './call.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Reply } from './reply.ts'
import { notFound, refuse } from './reply.ts'
import { routes } from './routes.ts'

export type ApiParts = {
  account: Account
  log: RequestLog<FaultName>
  limiter: Limiter
  perMinute: number
  faults: FaultSwitches<FaultName>
  key: () => string
}

/** What is left of this minute, for the headers of every answer. */
type Window = { from: number; calls: number }

/** Everything under /api/v2: log, faults, key, route, answer, in that order. */
export function api(parts: ApiParts): Router {
  const router = express.Router()
  const window: Window = { from: 0, calls: 0 }
  router.use(express.raw({ type: () => true, limit: '30mb' }))
  for (const [place, route] of Object.entries(routes)) {
    const [method, path] = place.split(' ')
    if (method === undefined || path === undefined) continue
    router[method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'](path, (request, response) =>
      serve(parts, window, route, request, response),
    )
  }
  router.use((request, response) => serve(parts, window, unknownEndpoint, request, response))
  return router
}

const unknownEndpoint: Route = (call) => {
  call.breach('is not an endpoint of the API')
  return notFound
}

const refusals = {
  tooMany: { status: 429, body: { message: 'You have exceeded the limit of requests per minute' } },
  internal: refuse(500, 'internal_error', 'We are sorry, but something went wrong'),
}

async function serve(
  parts: ApiParts,
  window: Window,
  route: Route,
  request: HttpRequest,
  response: Response,
): Promise<void> {
  const { account, log } = parts
  const began = account.clock.now()
  const entry = log.open(request.method, request.originalUrl)
  const place = `${request.method} ${request.path}`
  const take: Call['take'] = (name) => {
    const setting = parts.faults.take(name, place)
    if (setting && !entry.faults.includes(name)) entry.faults.push(name)
    return setting
  }
  const latency = take('latency')
  if (latency) await pause(account.clock, latency.ms ?? 0)
  const body = await readBody(request)
  entry.body = body.json
  const tooEarly = parts.limiter.early()
  if (tooEarly > 0) log.breach(entry, `came back ${tooEarly} ms before Retry-After allowed it`)
  const breach = (what: string) => log.breach(entry, what)
  const ending = decide(parts, route, { request, body, take, breach })
  entry.status = await answer(response, withHeaders(ending, parts, window), { clock: account.clock, take })
  entry.ms = account.clock.now() - began
  account.onChange()
}

type Arrived = { request: HttpRequest; body: Body; take: Call['take']; breach: Call['breach'] }

function decide(parts: ApiParts, route: Route, arrived: Arrived): Ending {
  const { limiter } = parts
  const { request, body, take, breach } = arrived
  const trouble = troubleBefore(take, limiter, refusals)
  if (trouble) return trouble
  const wait = limiter.over()
  if (wait !== null) return tooMany(refusals.tooMany, 'seconds', wait, limiter)
  const refusal = unauthorised(parts, arrived) ?? unreadable(arrived)
  if (refusal) return { kind: 'reply', reply: refusal }
  const { headers, ...reply } = route({
    account: parts.account,
    query: new URL(request.originalUrl, 'http://localhost').searchParams,
    body: body.json,
    param: (name) => String(request.params[name] ?? ''),
    take,
    breach,
  })
  return troubleAfter(take, refusals) ?? { kind: 'reply', reply, ...(headers && { headers }) }
}

/** Basic: the key is the user, the password is the letter X (§6). A wrong key is no breach, a wrong form of it is. */
function unauthorised(parts: ApiParts, { request, take, breach }: Arrived): Reply | null {
  const [, encoded = ''] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '') ?? []
  const [, key, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? []
  if (key === undefined || password !== 'X')
    breach('the header Authorization must be Basic with the key and the letter X')
  if (key !== parts.key() || password !== 'X' || take('keyRevoked'))
    return refuse(401, 'invalid_credentials', 'You have to be logged in to perform this action.')
  if (take('noAccount')) return notFound
  return take('forbidden') ? refuse(403, 'access_denied', 'You are not authorized to perform this action.') : null
}

function unreadable({ request, body, breach }: Arrived): Reply | null {
  if (request.method === 'GET' || request.method === 'DELETE') return null
  const wrong = body.wrong ?? (body.json === null ? 'the body is missing' : null)
  if (wrong === null) return null
  breach(wrong)
  return wrong.includes('Content-Type')
    ? refuse(415, 'invalid_content_type', wrong)
    : refuse(400, 'invalid_json', 'Request body has invalid json format')
}

/** Every answer of the vendor itself carries these; what a proxy before it says does not. */
function withHeaders(ending: Ending, { account, perMinute }: ApiParts, window: Window): Ending {
  const now = account.clock.now()
  if (now - window.from >= 60_000) Object.assign(window, { from: now, calls: 0 })
  window.calls += 1
  if (ending.kind !== 'reply') return ending
  const total = perMinute || 700
  const headers = {
    'X-Request-Id': randomUUID(),
    'X-RateLimit-Total': String(total),
    'X-RateLimit-Remaining': String(Math.max(0, total - window.calls)),
    'X-RateLimit-Used-CurrentRequest': '1',
  }
  return { ...ending, headers: { ...headers, ...ending.headers } }
}
