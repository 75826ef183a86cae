import type { Json } from './records.ts'

/** The default status of each error type: 401, 403, 422 were seen, the rest is assumed (contract 1.5, U1). */
export const statuses = {
  authentication: 401,
  authorization: 403,
  customer_banned: 403,
  missing_access: 403,
  entity_too_large: 413,
  misdirected_request: 421,
  too_many_requests: 429,
  internal: 500,
  service_unavailable: 503,
  request_timeout: 504,
  validation: 422,
  chat_inactive: 422,
  chat_limit_reached: 422,
  chat_already_active: 422,
  groups_offline: 422,
  group_offline: 422,
  group_unavailable: 422,
  group_not_found: 422,
  customer_session_fields_limit_reached: 422,
  chat_anonymized: 422,
  limit_reached: 422,
  already_exists: 422,
  not_found: 422,
  ownership_transfer: 422,
  agent_offline: 422,
  license_expired: 422,
  license_not_found: 422,
  wrong_product_version: 422,
  unsupported_version: 422,
  pending_requests_limit_reached: 422,
  users_limit_reached: 422,
} as const

export type ErrorType = keyof typeof statuses

export type Failure = { type: ErrorType; message: string; data?: Json }

/** What an action gives: the payload, or why not. */
export type Result = { payload: unknown } | { failure: Failure }

export const done = (payload: unknown = {}): Result => ({ payload })

export const fail = (type: ErrorType, message: string, data?: Json): { failure: Failure } => ({
  failure: { type, message, ...(data && { data }) },
})

export const invalid = (message: string) => fail('validation', message)

export function isErrorType(word: string): word is ErrorType {
  return Object.hasOwn(statuses, word)
}
