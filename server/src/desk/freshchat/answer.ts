import type { Ms, Time } from '@baton/shared/ids.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { OutgoingAnswer } from '../../outgoing.ts'
import { type Answer, again, type Does, dateOf, parsed, retry, waitOf } from '../http-answer.ts'
import { vendorError } from './wire.ts'

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
      const after = waitIn(headers, date, now)
      return { kind: 'retry', why: why(code, detail), scope: 'account', ...(after !== null && { after }) }
    }
    case 408:
      return again(does, code, detail)
  }
  if (status >= 500) {
    const after = waitIn(headers, date, now)
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

/** Else what the rate-limit headers of the same family say (§7, U1). */
const waitIn = (headers: Headers, date: VendorTime | null, now: Time): Ms | null =>
  waitOf(headers.get('retry-after') ?? headers.get('x-ratelimit-reset'), date ?? now)
