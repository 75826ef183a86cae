import type { Take } from './faults.ts'
import type { Limiter } from './limiter.ts'

/** What is said in JSON; `body` undefined = no byte at all. */
export type Said = { status: number; body?: unknown }

/** How a call ends: with an answer, with a cut, or not at all. */
export type Ending =
  | { kind: 'reply'; reply: Said; headers?: Record<string, string> }
  | { kind: 'text'; status: number; type: string; text: string }
  | { kind: 'reset' }
  | { kind: 'hang' }

/** Faults that keep a call from being done, or its answer from arriving. */
export type CallFault = 'outage' | 'reset' | 'hang' | 'serverError' | 'tooMany' | 'portalPage' | 'loseAnswer'

/** The vendor's words for its two refusals. */
export type Refusals = { tooMany: Said; internal: Said }

/** Faults that keep a call from being done at all; null = go on. */
export function troubleBefore(take: Take<CallFault>, limits: Limiter, refusals: Refusals): Ending | null {
  const outage = take('outage')
  if (outage)
    return outage.how === '503'
      ? { kind: 'text', status: 503, type: 'text/plain', text: 'Service Unavailable' }
      : { kind: 'reset' }
  if (take('reset')) return { kind: 'reset' }
  if (take('hang')) return { kind: 'hang' }
  const fails = take('serverError')
  if (fails) {
    return {
      kind: 'text',
      status: fails.status ?? 503,
      type: 'text/plain',
      text: 'upstream connect error or disconnect/reset before headers',
    }
  }
  const many = take('tooMany')
  if (many) return tooMany(refusals.tooMany, many.how ?? 'seconds', many.ms ?? 0, limits)
  if (take('portalPage')) {
    return {
      kind: 'text',
      status: 200,
      type: 'text/html',
      text: '<!doctype html><title>Help desk</title><h1>Welcome to our portal</h1>',
    }
  }
  return null
}

/** Faults that follow a call that was done: the answer gets lost. */
export function troubleAfter(take: Take<CallFault>, refusals: Refusals): Ending | null {
  const lost = take('loseAnswer')
  switch (lost?.how) {
    case undefined:
      return null
    case 'hang':
      return { kind: 'hang' }
    case '500':
      return { kind: 'reply', reply: refusals.internal }
    default:
      return { kind: 'reset' }
  }
}

/** 429 with Retry-After as seconds, as a date, or without it. */
export function tooMany(reply: Said, how: string, ms: number, limits: Limiter): Ending {
  if (how === 'none') return { kind: 'reply', reply }
  // Both forms know only whole seconds: the wait that was told is rounded up.
  const seconds = Math.ceil(ms / 1000)
  limits.told(how === 'date' ? ms : seconds * 1000)
  const after = how === 'date' ? new Date(Math.ceil((limits.now() + ms) / 1000) * 1000).toUTCString() : String(seconds)
  return { kind: 'reply', reply, headers: { 'Retry-After': after } }
}
