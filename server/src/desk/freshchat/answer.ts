import type { Ms, Time } from '@baton/shared/ids.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { OutgoingAnswer } from '../../outgoing.ts'
import { vendorError } from './wire.ts'

/** What they answered: `json` undefined for an empty body; `date` is their clock, to the second. */
export type Answer = { json: unknown; date: VendorTime | null }

/** create: doing it twice makes two, so a lost answer is unsure · set: doing it twice is as good as once · get: changes nothing. */
export type Does = 'create' | 'set' | 'get'

/** Longer than an hour is no limit but a mistake; the next answer says more. */
const longestWait: Ms = 3_600_000

/** How a call ended, by vendors/freshchat.md §1.5. Their words are never passed on: they may quote what somebody wrote. */
export function outcomeOf(answer: OutgoingAnswer, does: Does, now: Time): Outcome<Answer> {
  if (answer.kind === 'notSent') return retry(answer.code)
  if (answer.kind === 'lost') return again(does, answer.code)
  const { status, headers } = answer
  const date = dateOf(headers.get('date'))
  if (status >= 200 && status < 300) return success(answer, does, date)
  const code = `http-${status}`
  const { symbol, words } = errorOf(answer)
  const detail = [symbol, trace(headers)].filter(Boolean).join(' ')
  switch (status) {
    case 400:
      if (words.includes('not the latest conversation')) return { kind: 'gone', why: 'replaced' }
      // Refused, and yet created: seen with a text in an e-mail conversation (trap 5.15).
      if (does === 'create' && words.includes('cannot be cast')) return unsure(code, detail)
      return refused(code, detail)
    case 401:
      return {
        kind: 'retry',
        why: why('token-refused', `Freshchat refuses the token (401) ${detail}`.trim()),
        scope: 'account',
      }
    case 403:
      return {
        kind: 'retry',
        why: why('token-forbidden', `the token may not do this (403) ${detail}`.trim()),
        scope: 'account',
      }
    case 429: {
      const after = waitOf(headers, date, now)
      return { kind: 'retry', why: why(code, detail), scope: 'account', ...(after !== null && { after }) }
    }
    case 408:
      return again(does, code, detail)
  }
  if (status >= 500) {
    const after = waitOf(headers, date, now)
    const outcome = again(does, code, detail)
    return outcome.kind === 'retry' && after !== null ? { ...outcome, after } : outcome
  }
  // Nobody there has read it: a wrong url, or a host that is being mended. Buried for that, a message would be lost to who wrote it.
  if (status >= 300 && status < 400) return again(does, code, 'it sends us elsewhere: is the url that of the chat?')
  return refused(code, detail)
}

/** A portal's page comes with 200 as well (trap 5.17): only JSON, or nothing where nothing is due, is an answer. */
function success(
  { bytes }: OutgoingAnswer & { kind: 'answered' },
  does: Does,
  date: VendorTime | null,
): Outcome<Answer> {
  if (bytes.length === 0) return does === 'set' ? done({ json: undefined, date }) : again(does, 'empty-answer')
  const json = parsed(bytes)
  return json === undefined
    ? again(does, 'not-json', 'it answers with a page: is the url that of the chat, and not of a portal?')
    : done({ json, date })
}

const again = (does: Does, code: string, detail?: string): Outcome<never> =>
  does === 'create' ? unsure(code, detail) : retry(code, detail)
const retry = (code: string, detail?: string): Outcome<never> => ({
  kind: 'retry',
  why: why(code, detail),
  scope: 'delivery',
})

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

function errorOf({ bytes }: OutgoingAnswer & { kind: 'answered' }): { symbol: string; words: string } {
  const error = vendorError.safeParse(parsed(bytes))
  if (!error.success) return { symbol: '', words: '' }
  const { status = '', message = '', error: other = '' } = error.data
  return { symbol: /^[A-Z][A-Z0-9_]{1,60}$/.test(status) ? status : '', words: `${message} ${other}`.toLowerCase() }
}

function trace(headers: Headers): string {
  const id = headers.get('x-trace-id') ?? ''
  return /^[\w-]{4,80}$/.test(id) ? `trace ${id}` : ''
}

/** Seconds, or a date, which is by their clock; else what the rate-limit headers of the same family say (§7, U1). */
function waitOf(headers: Headers, date: VendorTime | null, now: Time): Ms | null {
  const given = headers.get('retry-after') ?? headers.get('x-ratelimit-reset')
  if (given === null) return null
  const seconds = /^\d{1,12}(\.\d+)?$/.test(given.trim()) ? Number(given) : null
  const here = date ?? now
  // A rate-limit reset may be a moment in seconds since 1970.
  const wait =
    seconds === null ? httpDate(given) - here : seconds > 1_000_000_000 ? seconds * 1000 - here : seconds * 1000
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longestWait)
}

/** `Date.parse` takes far more for a date than HTTP does. */
const httpDate = (given: string): number => (/^[A-Z][a-z]{2}, /.test(given) ? Date.parse(given) : Number.NaN)

function dateOf(given: string | null): VendorTime | null {
  const at = given === null ? Number.NaN : httpDate(given)
  return Number.isNaN(at) ? null : (at as VendorTime)
}
