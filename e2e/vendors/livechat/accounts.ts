import type { Request as HttpRequest, Response, Router } from 'express'
import express from 'express'
import { answer } from '../answer.ts'
import { pause } from '../clock.ts'
import type { Take } from '../faults.ts'
import type { Ending, Said } from '../trouble.ts'
import { troubleAfter, troubleBefore } from '../trouble.ts'
import type { Account } from './account.ts'
import { exchange, revokeAgentToken, tokenInfo } from './agent-tokens.ts'
import { authorize, decided } from './consent.ts'
import { customerTokenInfo, mintCustomerToken, revokeCustomerToken } from './customer-tokens.ts'
import type { FaultName } from './fault-catalogue.ts'
import { oauthError } from './oauth-errors.ts'
import type { Json } from './records.ts'
import type { ApiParts } from './web-api.ts'

/** One call of accounts.livechat.com. */
export type AccountsCall = {
  account: Account
  /** Of a form or of JSON; query parameters when there is no body. */
  fields: Json
  query: URLSearchParams
  header: (name: string) => string | undefined
  take: Take<FaultName>
  breach: (what: string) => void
  /** For cookies. */
  respond: (name: string, value: string) => void
}

type Handler = (call: AccountsCall) => Said

const handlers: Record<string, { run: Handler; body: 'form' | 'json' | 'none' }> = {
  'POST /v2/token': { run: exchange, body: 'form' },
  'DELETE /v2/token': { run: revokeAgentToken, body: 'none' },
  'GET /v2/info': { run: tokenInfo, body: 'none' },
  'POST /v2/customer/token': { run: mintCustomerToken, body: 'json' },
  'DELETE /v2/customer/token': { run: revokeCustomerToken, body: 'none' },
  'GET /v2/customer/info': { run: customerTokenInfo, body: 'none' },
}

/** What accounts.livechat.com serves: the consent page at `/`, and tokens. */
export function accounts(parts: ApiParts): Router {
  const router = express.Router()
  router.get('/', (request, response) => authorize(parts.account, request, response))
  router.post('/consent', express.urlencoded({ extended: false }), (request, response) =>
    decided(parts.account, request, response),
  )
  router.use(express.raw({ type: () => true, limit: '1mb' }))
  for (const [place, handler] of Object.entries(handlers)) {
    const [method = '', path = ''] = place.split(' ')
    router[method.toLowerCase() as 'get' | 'post' | 'delete'](path, (request, response) =>
      serve(parts, handler, request, response),
    )
  }
  return router
}

async function serve(
  parts: ApiParts,
  { run, body }: { run: Handler; body: string },
  request: HttpRequest,
  response: Response,
): Promise<void> {
  const { account, log } = parts
  const began = account.clock.now()
  const entry = log.open(request.method, request.originalUrl)
  const take: Take<FaultName> = (name) => {
    const setting = account.faults.take(name, `${request.method} ${request.path}`)
    if (setting && !entry.faults.includes(name)) entry.faults.push(name)
    return setting
  }
  const latency = take('latency')
  if (latency) await pause(account.clock, latency.ms ?? 0)
  const breach = (what: string) => log.breach(entry, what)
  const fields = fieldsOf(request, body, breach)
  // Secrets stay out of the log: what was asked for is enough to look at.
  entry.body = Object.fromEntries(Object.entries(fields).filter(([name]) => !/secret|token|code|verifier/.test(name)))
  const call: AccountsCall = {
    account,
    fields,
    query: new URL(request.originalUrl, 'http://localhost').searchParams,
    header: (name) => request.get(name),
    take,
    breach,
    respond: (name, value) => response.append(name, value),
  }
  entry.status = await answer(response, decide(parts, call, run), { clock: account.clock, take })
  entry.ms = account.clock.now() - began
  account.onChange()
}

function decide(parts: ApiParts, call: AccountsCall, run: Handler): Ending {
  const { refusal } = oauthError('temporarily_unavailable', 'Try again later')
  const refusals = { tooMany: { ...refusal, status: 429 }, internal: { ...refusal, status: 500 } }
  const trouble = troubleBefore(call.take, parts.limiter, refusals)
  if (trouble) return trouble
  if (call.take('oauthDown')) return { kind: 'reply', reply: refusal }
  const reply = run(call)
  return troubleAfter(call.take, refusals) ?? { kind: 'reply', reply }
}

function fieldsOf(request: HttpRequest, wanted: string, breach: (what: string) => void): Json {
  const raw = Buffer.isBuffer(request.body) ? request.body.toString() : ''
  const type = request.get('content-type') ?? ''
  if (wanted === 'none') return {}
  const form = type.startsWith('application/x-www-form-urlencoded')
  const json = type.startsWith('application/json')
  if (wanted === 'form' ? !form : !json) breach(`the body must be ${wanted === 'form' ? 'form fields' : 'JSON'}`)
  try {
    return json ? (JSON.parse(raw) as Json) : Object.fromEntries(new URLSearchParams(raw))
  } catch {
    breach('the body cannot be read')
    return {}
  }
}
