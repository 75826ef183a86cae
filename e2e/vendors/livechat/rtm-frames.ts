import type { Failure } from './errors.ts'
import type { Json } from './records.ts'

/** What a client sends (contract 7.2). */
export type RequestFrame = { request_id?: string; action: string; version?: string; payload?: Json }

export function readFrame(text: string): RequestFrame | null {
  try {
    const frame = JSON.parse(text) as RequestFrame
    return typeof frame === 'object' && frame !== null && typeof frame.action === 'string' ? frame : null
  } catch {
    return null
  }
}

const named = (requestId: string | null): Json => (requestId === null ? {} : { request_id: requestId })

export function responseFrame(requestId: string | null, action: string, payload: unknown): Json {
  return { ...named(requestId), action, type: 'response', success: true, payload }
}

export function failureFrame(requestId: string | null, action: string, { type, message, data }: Failure): Json {
  const error = { type, message, ...(data && { data }) }
  return { ...named(requestId), action, type: 'response', success: false, payload: { error } }
}

/** A push that a request brought about carries that request's id. */
export function pushFrame(version: string, action: string, payload: unknown, requestId: string | null): Json {
  return { version, ...named(requestId), action, type: 'push', payload }
}
