import type { Ms } from '@baton/shared/ids.ts'

/**
 * HTTP to the outside (design.md §9): connect 3 s, total 10 s, answer ≤ 1 MiB, no redirects. Never throws for what a network or a
 * peer does.
 */
export interface Outgoing {
  call(request: OutgoingRequest): Promise<OutgoingAnswer>
}
export type OutgoingRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Record<string, string>
  /** JSON when an object; bytes or a form as they are. */
  body?: unknown
  /** Default 10 s. */
  total?: Ms
  /** Default 1 MiB, after unpacking. */
  limit?: number
  /**
   * Who chose the address. owner (default): the site file; https, or http to this machine. stranger: it came from outside (a
   * picture, an attachment); https on its usual port, and every address that its name stands for must be public.
   */
  chosenBy?: 'owner' | 'stranger'
  /** With `stranger`: addresses of this machine are fine too, since the desk itself is there (tests, demo). */
  loopback?: boolean
}
/**
 * answered: the whole answer is here, whatever its status · notSent: surely not received (no connection) ·
 * lost: perhaps received (timeout, reset, cut or oversized answer after the request went out).
 */
export type OutgoingAnswer =
  | { kind: 'answered'; status: number; headers: Headers; bytes: Uint8Array }
  | { kind: 'notSent'; code: string }
  | { kind: 'lost'; code: string }
