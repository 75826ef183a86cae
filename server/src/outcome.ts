import type { Ms } from '@baton/shared/ids.ts'

/**
 * How a call to the outside ended. Expected trouble is a value; an exception is a bug or a dead dependency.
 * retry: surely not done, ask again; `scope`: whom the trouble is told of, `ours` nobody but us · unsure: perhaps done, look before asking again (the next call has doubt = true)
 * refused: never as it is, the conversation hears of it · gone: the thread's state, not a failure.
 */
export type Outcome<T = null> =
  | { kind: 'done'; value: T }
  | { kind: 'retry'; why: Why; scope: 'delivery' | 'account' | 'ours'; after?: Ms }
  | { kind: 'unsure'; why: Why }
  | { kind: 'refused'; why: Why; mend?: string }
  | { kind: 'gone'; why: 'closed' | 'replaced' | 'deleted' | 'banned' }

/** A short reason for owners and logs: no message text, no secret. `code` is stable (`http-429`, `timeout`, `not-json`). */
export type Why = {
  code: string
  detail?: string
  /** What an owner can do about it; only with what was refused. */
  mend?: string
}

export const done = <T>(value: T): Outcome<T> => ({ kind: 'done', value })
export const refused = (code: string, detail?: string, mend?: string): Outcome<never> => ({
  kind: 'refused',
  why: why(code, detail),
  ...(mend ? { mend } : {}),
})
export const unsure = (code: string, detail?: string): Outcome<never> => ({ kind: 'unsure', why: why(code, detail) })
export const why = (code: string, detail?: string): Why => (detail ? { code, detail } : { code })

/** For an owner. The code too: it is what the log and the outbox call it. */
export function whyInWords({ code, detail }: Why): string {
  const says = detail ?? plain[code]
  return says ? `${code}: ${says}` : code
}

/** What the network alone says, in words. */
const plain: { [code: string]: string } = {
  dns: 'there is no host of that name, or this server cannot look names up',
  'connection-refused': 'nothing answers at that address',
  'connect-timeout': 'no connection within the time',
  timeout: 'no answer within the time',
  reset: 'the connection was cut',
  'http-404': 'there is nothing at that address',
  'http-429': 'too many calls',
}
