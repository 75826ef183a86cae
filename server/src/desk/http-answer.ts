import type { Ms, Time } from '@baton/shared/ids.ts'
import type { VendorTime } from '../conversation/ids.ts'
import type { Outcome } from '../outcome.ts'
import { unsure, why } from '../outcome.ts'

/** What a vendor answered: `json` undefined for an empty body; `date` is their clock, to the second. */
export type Answer = { json: unknown; date: VendorTime | null }

/** create: doing it twice makes two, so a lost answer is unsure · set: doing it twice is as good as once · get: changes nothing. */
export type Does = 'create' | 'set' | 'get'

/** Longer than an hour is no limit but a mistake; the next answer says more. */
const longestWait: Ms = 3_600_000

/** It may have been done. */
export const again = (does: Does, code: string, detail?: string): Outcome<never> =>
  does === 'create' ? unsure(code, detail) : retry(code, detail)

export const retry = (code: string, detail?: string): Outcome<never> => ({
  kind: 'retry',
  why: why(code, detail),
  scope: 'delivery',
})

/** Undefined: a page, or nothing. */
export function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    return undefined
  }
}

/**
 * `Retry-After` and its like: seconds, a moment in seconds since 1970, or a date, which is by their clock: `here`. Null: not given, or
 * nothing of these.
 */
export function waitOf(given: string | null, here: Time): Ms | null {
  if (given === null) return null
  const seconds = /^\d{1,12}(\.\d+)?$/.test(given.trim()) ? Number(given) : null
  const isMoment = seconds !== null && seconds > 1_000_000_000
  const wait = seconds === null ? httpDate(given) - here : seconds * 1_000 - (isMoment ? here : 0)
  return Number.isNaN(wait) ? null : Math.min(Math.max(wait, 0), longestWait)
}

export function dateOf(given: string | null): VendorTime | null {
  const at = given === null ? Number.NaN : httpDate(given)
  return Number.isNaN(at) ? null : (at as VendorTime)
}

/** `Date.parse` takes far more for a date than HTTP does. */
const httpDate = (given: string): number => (/^[A-Z][a-z]{2}, /.test(given) ? Date.parse(given) : Number.NaN)
