import type { Ms, Time } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { Outgoing, OutgoingAnswer } from '../../outgoing.ts'
import { type Grant, vendorGrant } from './oauth-grant.ts'

/** The owner's app, as the developer console shows it. `accountsUrl` without a slash at the end. */
export type OauthApp = { clientId: string; clientSecret: string; accountsUrl: string }
export type OauthCalling = { http: Outgoing; clock: Pick<Clock, 'now'>; app: OauthApp }

/**
 * The grant behind a code, which works once. refused: `grant-refused` (used, too old, not of this app), `client-refused` (id or
 * secret), `not-whole` (an answer without what we need), `oauth-…` else · unsure: the code may be used up.
 */
export async function exchangeCode(
  from: OauthCalling,
  { code, redirectUri }: { code: string; redirectUri: string },
): Promise<Outcome<Grant>> {
  const answer = await ask(from, { grant_type: 'authorization_code', code, redirect_uri: redirectUri })
  if (answer.kind !== 'done') return answer
  const { refresh, organization, ...rest } = answer.value
  if (refresh === null || organization === null)
    return refused('not-whole', 'the answer names no refresh_token or organization_id')
  return done({ ...rest, refresh, organization })
}

/** Another access token. LiveChat may give a new refresh token with it; the old one stays when it does not. unsure: ask again. */
export async function refreshGrant(from: OauthCalling, grant: Grant, total?: Ms): Promise<Outcome<Grant>> {
  const answer = await ask(from, { grant_type: 'refresh_token', refresh_token: grant.refresh }, total)
  if (answer.kind !== 'done') return answer
  const { refresh, organization, scopes, agent, ...rest } = answer.value
  return done({
    ...rest,
    refresh: refresh ?? grant.refresh,
    organization: organization ?? grant.organization,
    scopes: scopes.length > 0 ? scopes : grant.scopes,
    agent: agent ?? grant.agent,
  })
}

type Told = Omit<Grant, 'refresh' | 'organization'> & { refresh: string | null; organization: string | null }

async function ask(
  { http, clock, app }: OauthCalling,
  fields: Record<string, string>,
  total?: Ms,
): Promise<Outcome<Told>> {
  const from = clock.now()
  const answer = await http.call({
    method: 'POST',
    url: `${app.accountsUrl}/v2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams({ ...fields, client_id: app.clientId, client_secret: app.clientSecret }).toString(),
    ...(total !== undefined && { total }),
  })
  if (answer.kind === 'notSent') return later(answer.code)
  if (answer.kind === 'lost') return unsure(answer.code)
  const json = parsed(answer)
  if (answer.status !== 200) return refusal(answer, json, from)
  const { data } = vendorGrant.safeParse(json)
  if (!data) return unsure('not-json', 'accounts.livechat.com answers with something else than a token')
  const { life, ...rest } = data
  return done({ ...rest, from, until: (from + life) as Time })
}

const vendorRefusal = z.object({ oauth_exception: z.string().regex(/^[a-z_]{1,60}$/) })

/** Errors of accounts have a shape of their own, and nearly all are 401 (§1.5). Their words are not passed on. */
function refusal(answer: OutgoingAnswer & { kind: 'answered' }, json: unknown, now: Time): Outcome<never> {
  const { status, headers } = answer
  if (status === 429) {
    const after = waitOf(headers.get('retry-after'), now)
    return { kind: 'retry', why: why('http-429'), scope: 'account', ...(after !== null && { after }) }
  }
  if (status >= 500) return unsure(`http-${status}`)
  const exception = vendorRefusal.safeParse(json).data?.oauth_exception
  switch (exception) {
    case undefined:
      return unsure(`http-${status}`, 'accounts.livechat.com answers with something else than a reason')
    case 'server_error':
    case 'temporarily_unavailable':
      return later(exception)
    case 'invalid_grant':
      return refused('grant-refused', exception)
    case 'invalid_client':
    case 'unauthorized_client':
      return refused('client-refused', exception)
    default:
      return refused(`oauth-${exception}`)
  }
}

const later = (code: string): Outcome<never> => ({ kind: 'retry', why: why(code), scope: 'delivery' })

/** Seconds or a date; longer than an hour is a mistake. */
function waitOf(given: string | null, now: Time): Ms | null {
  if (given === null) return null
  const wait = /^\d{1,9}$/.test(given.trim()) ? Number(given) * 1_000 : Date.parse(given) - now
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), 3_600_000)
}

function parsed({ bytes }: OutgoingAnswer & { kind: 'answered' }): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}
