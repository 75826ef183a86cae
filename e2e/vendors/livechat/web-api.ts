import { randomUUID } from 'node:crypto'
import type { Request as HttpRequest, Response } from 'express'
import { answer } from '../answer.ts'
import type { Body } from '../body.ts'
import { readBody } from '../body.ts'
import { pause } from '../clock.ts'
import type { Take } from '../faults.ts'
import type { Limiter } from '../limiter.ts'
import type { RequestLog } from '../request-log.ts'
import type { Ending, Said } from '../trouble.ts'
import { tooMany, troubleAfter, troubleBefore } from '../trouble.ts'
import type { Account } from './account.ts'
import type { Caller } from './auth.ts'
import { agentCaller, customerCaller } from './auth.ts'
import type { Action } from './call.ts'
import type { ErrorType, Failure, Result } from './errors.ts'
import { fail, invalid } from './errors.ts'
import type { FaultName } from './fault-catalogue.ts'
import type { Request } from './livechat.ts'
import type { Api } from './perform.ts'
import { actionNamed, nobody, perform, refusedByFault } from './perform.ts'
import type { Json } from './records.ts'
import type { Teller } from './telling.ts'
import { current, versionOf } from './versions.ts'

export type ApiParts = {
  account: Account
  log: RequestLog<FaultName>
  limiter: Limiter
  tell: Teller
  /** Status per error type. */
  statuses: Record<ErrorType, number>
  /** Whether a customer has a socket that is logged in. */
  isOnline: (customer: string) => boolean
}

type Arrived = {
  request: HttpRequest
  api: Api
  name: string
  entry: Request
  body: Body
  take: Take<FaultName>
  breach: (what: string) => void
}

/** Serves `[/v3.6]/<api>/action/<name>`: log, faults, version, token, action, webhooks, answer, in that order. */
export async function serveAction(parts: ApiParts, request: HttpRequest, response: Response): Promise<void> {
  const { account, log } = parts
  const { version: inPath, api, name } = request.params as { version?: string; api: Api; name: string }
  const began = account.clock.now()
  const entry = log.open(request.method, request.originalUrl)
  const place = `${request.method} /${api}/action/${name}`
  const take: Take<FaultName> = (fault) => {
    const setting = account.faults.take(fault, place)
    if (setting && !entry.faults.includes(fault)) entry.faults.push(fault)
    return setting
  }
  const breach = (what: string) => log.breach(entry, what)
  const latency = take('latency')
  if (latency) await pause(account.clock, latency.ms ?? 0)
  const body = await readBody(request)
  entry.body = body.json
  const tooEarly = parts.limiter.early()
  if (tooEarly > 0) breach(`came back ${tooEarly} ms before Retry-After allowed it`)
  const version = versionOf(inPath, request.get('X-API-Version'))
  if (version.supported && version.number !== current)
    breach(`uses v${version.number}; v${current} is the one in force`)
  const arrived = { request, api, name, entry, body, take, breach }
  const ending = version.supported
    ? await decide(parts, arrived)
    : said(parts, arrived, fail('unsupported_version', 'Unsupported version'))
  entry.status = await answer(response, withHeaders(ending, { ...version.headers, ...ageing(take) }), {
    clock: account.clock,
    take,
  })
  entry.ms = account.clock.now() - began
  account.onChange()
}

async function decide(parts: ApiParts, arrived: Arrived): Promise<Ending> {
  const { account, limiter, tell } = parts
  const { take } = arrived
  const refusals = {
    tooMany: body(parts, 'too_many_requests', 'Too many requests'),
    internal: body(parts, 'internal', 'Internal server error'),
  }
  const trouble = troubleBefore(take, limiter, refusals)
  if (trouble) return trouble
  const wait = limiter.over()
  if (wait !== null) return tooMany(refusals.tooMany, 'seconds', wait, limiter)
  const { result, happenings } = account.collect(() => run(parts, arrived))
  const ending = troubleAfter(take, refusals) ?? said(parts, arrived, result)
  if (take('webhookFirst')) await tell(happenings)
  // Usually the answer leaves first; nothing promises it.
  else setImmediate(() => void tell(happenings))
  return ending
}

function run(parts: ApiParts, { request, api, name, body, take, breach }: Arrived): Result {
  const { account } = parts
  const refused = refusedByFault(take, request.get('X-Region') ?? null)
  if (refused) return refused
  const action = actionNamed(api, name)
  if (!action || (request.method === 'GET') !== (action.get ?? false)) {
    breach(action ? `is not called by ${request.method}` : 'is not an action of this API, or not one that is simulated')
    return invalid(`unknown action ${request.method} ${name}`)
  }
  const who = callerOf(account, action, api, request)
  if ('failure' in who) return who
  if (who.kind === 'customer' && take('banned')) return fail('customer_banned', 'Customer is banned')
  const payload = payloadOf(action, request, body)
  if (typeof payload === 'string') {
    breach(payload)
    return invalid(payload)
  }
  const online = who.kind === 'customer' && parts.isOnline(who.customer.id)
  return perform(action, { account, who, payload, uploads: body.uploads, take, online, breach })
}

function callerOf(
  account: Account,
  action: Action<never>,
  api: Api,
  request: HttpRequest,
): Caller | { failure: Failure } {
  if (action.open) return nobody(account)
  const { authorization } = request.headers
  if (api !== 'customer') return agentCaller(account, authorization)
  const organization = request.query.organization_id
  return customerCaller(account, authorization, typeof organization === 'string' ? organization : null)
}

/** The payload, or what is wrong with the body. */
function payloadOf(action: Action<never>, request: HttpRequest, body: Body): Json | string {
  if (action.get) {
    const { organization_id: _organization, ...query } = request.query
    return query as Json
  }
  if (body.wrong) return body.wrong
  if (action.upload) return {}
  const json = body.json ?? 'nothing'
  return typeof json === 'object' && !Array.isArray(json) ? (json as Json) : 'the body must be a JSON object'
}

function said(parts: ApiParts, { take }: Pick<Arrived, 'take'>, result: Result): Ending {
  if ('payload' in result) {
    const empty = Object.keys(result.payload as object).length === 0 && !Array.isArray(result.payload)
    const bare = empty && take('emptyBody')
    return { kind: 'reply', reply: { status: 200, ...(!bare && { body: result.payload }) } }
  }
  const { type, message, data } = result.failure
  const reply = body(parts, type, message, data)
  return { kind: 'reply', reply: take('errorOn200') ? { ...reply, status: 200 } : reply }
}

/** The error object of contract 1.5. */
function body(parts: ApiParts, type: ErrorType, message: string, data?: Json): Said {
  return { status: parts.statuses[type], body: { error: { type, message, ...(data && { data }) } } }
}

/** As old versions say it (contract 1.2), of whatever version is in force. */
function ageing(take: Take<FaultName>): Record<string, string> {
  const setting = take('aging')
  return setting ? { [setting.how === 'Deprecation' ? 'Deprecation' : 'Legacy']: '2027-06-30' } : {}
}

/** x-debug-id comes with errors (contract 1.6). */
function withHeaders(ending: Ending, more: Record<string, string>): Ending {
  if (ending.kind !== 'reply') return ending
  const debug: Record<string, string> = ending.reply.status >= 400 ? { 'x-debug-id': randomUUID() } : {}
  return { ...ending, headers: { ...ending.headers, ...more, ...debug } }
}
