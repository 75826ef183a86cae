import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { why } from '../../outcome.ts'
import type { OutgoingAnswer } from '../../outgoing.ts'
import { vendorError } from './wire.ts'

/** create: doing it twice makes two, so a lost answer is unsure · set: doing it twice is as good as once · get: changes nothing. */
export type Does = 'create' | 'set' | 'get'

/** What they answered; `more`: there is another page. `json` undefined for an empty body. */
export type Answer = { json: unknown; more: boolean }

/** A refusal names the fields that it is about, as far as Freshdesk says. */
export type Refusal = Extract<Outcome, { kind: 'refused' }> & { fields: string[] }
export type Called = Exclude<Outcome<Answer>, { kind: 'refused' }> | Refusal
type Undone = Extract<Outcome, { kind: 'retry' | 'unsure' }>

/** Longer than an hour is no limit but a mistake; the next answer says more. */
const longestWait: Ms = 3_600_000

/** How a call ended, by vendors/freshchat.md §6. Their words are never passed on: they may quote what somebody wrote. */
export function outcomeOf(answer: OutgoingAnswer, does: Does, now: Time): Called {
  if (answer.kind === 'notSent') return retry('delivery', answer.code)
  if (answer.kind === 'lost') return again(does, answer.code)
  const { status, headers } = answer
  if (status >= 200 && status < 300) return success(answer, does)
  const code = `http-${status}`
  const { symbols, fields } = errorOf(answer)
  const detail = [...symbols, trace(headers)].filter(Boolean).join(' ')
  switch (status) {
    case 401:
      return retry('account', 'token-refused', `Freshdesk refuses the API key (401) ${detail}`.trim())
    case 403:
      return retry('account', 'token-forbidden', `the API key may not do this (403) ${detail}`.trim())
    case 404:
      // For the calls made here: no such account, or one that is closed. Nothing is wrong with the ticket, so it waits.
      return retry('account', code, `there is no such Freshdesk account ${detail}`.trim())
    case 408:
      return again(does, code, detail)
    case 429:
      return { ...retry('account', code, detail), ...waitOf(headers, now) }
  }
  if (status >= 500) return again(does, code, detail)
  if (status >= 300 && status < 400)
    return refusal(code, 'it sends us elsewhere', 'Check domain: it is what stands before .freshdesk.com.')
  return refusal(code, detail, mendOf(fields), fields)
}

/** Portals of the family answer 200 with a page (trap 5.17): only JSON, or nothing where nothing is due, is an answer. */
function success({ bytes, headers }: OutgoingAnswer & { kind: 'answered' }, does: Does): Called {
  if (bytes.length === 0) return does === 'set' ? done(undefined, false) : again(does, 'empty-answer')
  const json = parsed(bytes)
  if (json === undefined)
    return again(does, 'not-json', 'it answers with a page: is the domain that of Freshdesk itself?')
  return done(json, /rel="?next"?/.test(headers.get('link') ?? ''))
}

const done = (json: unknown, more: boolean): Called => ({ kind: 'done', value: { json, more } })

const again = (does: Does, code: string, detail?: string): Undone =>
  does === 'create' ? { kind: 'unsure', why: why(code, detail) } : retry('delivery', code, detail)

const retry = (scope: 'delivery' | 'account', code: string, detail?: string): Undone & { kind: 'retry' } => ({
  kind: 'retry',
  why: why(code, detail),
  scope,
})

const refusal = (code: string, detail: string, mend: string, fields: string[] = []): Refusal => ({
  kind: 'refused',
  why: why(code, detail),
  mend,
  fields,
})

function mendOf(fields: string[]): string {
  if (fields.length === 0) return 'See with `npm run baton -- check --live` what Freshdesk does not take.'
  const names = fields.map((field) => `"${field}"`).join(', ')
  return `Freshdesk wants something else in ${names}: in Freshdesk, Admin → Workflows → Ticket Fields, see that agents need not fill it in to submit; then send it again.`
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

function errorOf({ bytes }: OutgoingAnswer & { kind: 'answered' }): { symbols: string[]; fields: string[] } {
  const { data } = vendorError.safeParse(parsed(bytes))
  const errors = (data?.errors ?? []).slice(0, 10)
  return {
    fields: errors.map(({ field }) => field).filter(isWord),
    symbols: [...(data?.code ? [data.code] : []), ...errors.map(({ field, code }) => [field, code].join(' '))].filter(
      (symbol) => symbol.split(' ').every(isWord),
    ),
  }
}

const isWord = (text: string): boolean => /^[\w.[\]-]{1,60}$/.test(text)

function trace(headers: Headers): string {
  const id = headers.get('x-request-id') ?? ''
  return /^[\w-]{4,80}$/.test(id) ? `request ${id}` : ''
}

/** Seconds, as documented; a date by their clock is taken too. */
function waitOf(headers: Headers, now: Time): { after?: Ms } {
  const given = headers.get('retry-after')?.trim() ?? ''
  const dateOf = (text: string | null) => (/^[A-Z][a-z]{2}, /.test(text ?? '') ? Date.parse(text ?? '') : Number.NaN)
  const here = dateOf(headers.get('date'))
  const wait = /^\d{1,12}$/.test(given) ? Number(given) * 1000 : dateOf(given) - (Number.isNaN(here) ? now : here)
  return Number.isNaN(wait) ? {} : { after: Math.min(Math.max(wait, 0), longestWait) }
}
