import type { Said } from '../trouble.ts'

/** Errors of accounts have a shape of their own, and all of them are 401 (contract 1.5). */
export type OauthException =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'access_denied'
  | 'temporarily_unavailable'
  | 'unsupported_grant_type'
  | 'invalid_grant'
  | 'invalid_client'
  | 'resource_not_found'

export function oauthError(exception: OauthException, description: string, details?: string): { refusal: Said } {
  return {
    refusal: {
      status: 401,
      body: {
        oauth_exception: exception,
        exception_description: description,
        ...(details !== undefined && { exception_details: details }),
      },
    },
  }
}

export function unauthorized(description: string): { refusal: Said } {
  return { refusal: { status: 401, body: { identity_exception: 'unauthorized', exception_description: description } } }
}
