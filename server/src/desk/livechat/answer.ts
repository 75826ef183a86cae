import type { Time } from '@baton/shared/ids.ts'
import type { VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import type { OutgoingAnswer } from '../../outgoing.ts'
import { type Answer, again, type Does, dateOf, parsed, retry, waitOf } from '../http-answer.ts'
import { vendorError } from './wire.ts'

/** The codes of outcomes that our own steps look at. */
export const misdirected = 'misdirected_request'
export const tokenRefused = 'token-refused'

/**
 * How a call ended, by vendors/livechat.md §1.5: by `error.type`, which may come with any status (200 was seen). Their words are never
 * passed on: they may quote what somebody wrote. What they refuse has its type as code; for a wrong region `detail` is the right one.
 */
export function outcomeOf(answer: OutgoingAnswer, does: Does, now: Time): Outcome<Answer> {
  if (answer.kind === 'notSent') return retry(answer.code)
  if (answer.kind === 'lost') return again(does, answer.code)
  const { status, headers, bytes } = answer
  const date = dateOf(headers.get('date'))
  const json = parsed(bytes)
  const error = vendorError.safeParse(json).data?.error
  if (error) return trouble(error, { status, does, headers, date, now })
  if (status >= 200 && status < 300) {
    // Actions without a payload answer {} or nothing (§1.1); a page instead of JSON is no answer.
    if (bytes.length === 0 && does === 'set') return done({ json: undefined, date })
    return json === undefined
      ? again(does, bytes.length === 0 ? 'empty-answer' : 'not-json', 'it answers with something else than JSON')
      : done({ json, date })
  }
  return trouble({ type: '' }, { status, does, headers, date, now })
}

type Around = { status: number; does: Does; headers: Headers; date: VendorTime | null; now: Time }
type VendorError = { type: string; message?: string | undefined; data?: { [key: string]: unknown } | undefined }

function trouble({ type, message = '', data }: VendorError, around: Around): Outcome<never> {
  const { status, does, headers, date, now } = around
  const debug = debugOf(headers)
  const code = meant(type, message) || `http-${status}`
  switch (code) {
    case 'authentication':
    case 'http-401':
      return owners(tokenRefused, `LiveChat refuses the token ${debug}`)
    case 'customer_banned':
      return { kind: 'gone', why: 'banned' }
    case 'too_many_requests':
    case 'http-429': {
      const after = waitOf(headers.get('retry-after'), date ?? now)
      return { kind: 'retry', why: why('http-429', debug), scope: 'account', ...(after !== null && { after }) }
    }
    case 'license_expired':
    case 'license_not_found':
    case 'wrong_product_version':
    case 'unsupported_version':
      return owners(code, `LiveChat takes nothing from this account (${code}) ${debug}`)
    case misdirected: {
      const region = typeof data?.['region'] === 'string' ? data['region'] : ''
      return refused(code, /^[a-z0-9-]{1,30}$/i.test(region) ? region : '')
    }
    // Sockets only, says the contract; nothing was done.
    case 'pending_requests_limit_reached':
    case 'users_limit_reached':
      return { kind: 'retry', why: why(code, debug), scope: 'delivery', after: 1_000 }
    case 'internal':
    case 'request_timeout':
    case 'service_unavailable':
      return again(does, code, debug)
  }
  // Sent elsewhere by who stands before it, nobody there has read it.
  const isUnread = (status >= 300 && status < 400) || status === 408
  if (type === '' && (status >= 500 || isUnread)) {
    const after = waitOf(headers.get('retry-after'), date ?? now)
    const outcome = again(does, code, debug)
    return outcome.kind === 'retry' && after !== null ? { ...outcome, after } : outcome
  }
  return refused(code, debug)
}

/** Older servers say the same thing as a plain `validation` (§1.5); their texts were seen by public clients. */
function meant(type: string, message: string): string {
  if (type !== 'validation' && type !== 'authorization') return type
  const words = message.toLowerCase()
  if (/no active chat thread|chat is inactive|chat not active/.test(words)) return 'chat_inactive'
  if (words.includes('chats limit reached')) return 'chat_limit_reached'
  if (words.includes('chat is already active')) return 'chat_already_active'
  return type
}

const owners = (code: string, detail: string): Outcome<never> => ({
  kind: 'retry',
  why: why(code, detail.trim()),
  scope: 'account',
})

/** What their support asks for (§1.6). */
function debugOf(headers: Headers): string {
  const id = headers.get('x-debug-id') ?? ''
  return /^[\w-]{4,80}$/.test(id) ? `debug ${id}` : ''
}
