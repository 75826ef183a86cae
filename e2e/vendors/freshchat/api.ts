import { randomUUID } from 'node:crypto'
import type { Request as HttpRequest, Response, Router } from 'express'
import express from 'express'
import { answer } from '../answer.ts'
import type { Body } from '../body.ts'
import { readBody } from '../body.ts'
import { pause } from '../clock.ts'
import type { Limiter } from '../limiter.ts'
import type { RequestLog } from '../request-log.ts'
import type { Ending } from '../trouble.ts'
import { tooMany, troubleAfter, troubleBefore } from '../trouble.ts'
import type { Account } from './account.ts'
import type { Call, Limits, Route } from './call.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Request } from './freshchat.ts'
import type { Reply } from './reply.ts'
import { invalid, refuse } from './reply.ts'
import { routes } from './routes.ts'
import type { Teller } from './telling.ts'

export type ApiParts = {
  account: Account
  log: RequestLog<FaultName>
  limiter: Limiter
  limits: Limits
  tell: Teller
  token: () => string
}

/** Everything under /v2: log, faults, token, route, webhooks, answer, in that order. */
export function api(parts: ApiParts): Router {
  const router = express.Router()
  router.use(express.raw({ type: () => true, limit: '30mb' }))
  for (const [place, route] of Object.entries(routes)) {
    const [method, path] = place.split(' ')
    if (method === undefined || path === undefined) continue
    router[method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'](path, (request, response) =>
      serve(parts, route, request, response),
    )
  }
  router.use((request, response) => serve(parts, unknownEndpoint, request, response))
  return router
}

const unknownEndpoint: Route = (call) => {
  call.breach('is not an endpoint of the API')
  return refuse(404, 'NOT_FOUND', 'The requested URL was not found')
}

async function serve(parts: ApiParts, route: Route, request: HttpRequest, response: Response): Promise<void> {
  const { account, log } = parts
  const began = account.clock.now()
  const entry = log.open(request.method, request.originalUrl)
  const place = `${request.method} ${request.path}`
  const take = (name: FaultName) => {
    const setting = account.faults.take(name, place)
    if (setting && !entry.faults.includes(name)) entry.faults.push(name)
    return setting
  }
  const latency = take('latency')
  if (latency) await pause(account.clock, latency.ms ?? 0)
  const body = await readBody(request)
  entry.body = body.json
  const tooEarly = parts.limiter.early()
  if (tooEarly > 0) log.breach(entry, `came back ${tooEarly} ms before Retry-After allowed it`)
  const ending = await decide(parts, route, { request, entry, place, body, take })
  entry.status = await answer(response, traced(ending, account.clock.now() - began), { clock: account.clock, take })
  entry.ms = account.clock.now() - began
  account.onChange()
}

const refusals = {
  tooMany: refuse(429, 'TOO_MANY_REQUESTS', 'Too many requests'),
  internal: refuse(500, 'INTERNAL_SERVER_ERROR', 'Something went wrong'),
}

function asMade(reply: Reply, take: Call['take']): Reply {
  return reply.made && take('created201') ? { ...reply, status: 201 } : reply
}

/** Every answer of the vendor itself carries these; what a proxy before it says does not. */
function traced(ending: Ending, ms: number): Ending {
  if (ending.kind !== 'reply') return ending
  const headers = { 'X-Trace-ID': randomUUID(), 'X-Server-Processing-Time-MS': String(ms), ...ending.headers }
  return { ...ending, headers }
}

type Arrived = { request: HttpRequest; entry: Request; place: string; body: Body; take: Call['take'] }

async function decide(parts: ApiParts, route: Route, arrived: Arrived): Promise<Ending> {
  const { account, limiter, tell } = parts
  const { take } = arrived
  const trouble = troubleBefore(take, limiter, refusals)
  if (trouble) return trouble
  const wait = limiter.over()
  if (wait !== null) return tooMany(refusals.tooMany, 'seconds', wait, limiter)
  const refusal = unauthorised(parts, arrived) ?? unreadable(parts, arrived)
  if (refusal) return { kind: 'reply', reply: refusal }
  const { result, happenings } = account.collect(() => route(callOf(parts, arrived)))
  const ending: Ending = troubleAfter(take, refusals) ?? { kind: 'reply', reply: asMade(result, take) }
  if (take('webhookFirst')) await tell(happenings)
  // Usually the answer leaves first; nothing promises it.
  else setImmediate(() => void tell(happenings))
  return ending
}

function callOf(parts: ApiParts, { request, entry, place, body, take }: Arrived): Call {
  return {
    account: parts.account,
    limits: parts.limits,
    place,
    path: request.path,
    query: new URL(request.originalUrl, 'http://localhost').searchParams,
    body: body.json,
    uploads: body.uploads,
    param: (name) => String(request.params[name] ?? ''),
    take,
    breach: (what) => parts.log.breach(entry, what),
  }
}

function unauthorised(parts: ApiParts, { request, entry, take }: Arrived): Reply | null {
  const given = request.headers.authorization ?? ''
  if (!given.startsWith('Bearer ')) parts.log.breach(entry, 'the header Authorization: Bearer <token> is missing')
  if (given !== `Bearer ${parts.token()}` || take('tokenRevoked')) {
    return refuse(401, 'UNAUTHENTICATED', 'The request is not authenticated')
  }
  return take('forbidden') ? refuse(403, 'UNAUTHORIZED', 'The token does not allow this') : null
}

function unreadable(parts: ApiParts, { request, entry, body }: Arrived): Reply | null {
  if (!body.wrong || request.method === 'GET') return null
  parts.log.breach(entry, body.wrong)
  return invalid(body.wrong)
}
