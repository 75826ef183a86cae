import type { Ms } from '@baton/shared/ids.ts'
import type { SocketEnd } from './live-socket.ts'

/**
 * What to do after a socket's end (vendors/livechat.md §7.2). again: after a pause · renew: with another token · region: there · over:
 * nothing more for this customer (`wakes`: until they do something) · rest: nothing more for the whole account, for a while.
 */
export type Next =
  | { do: 'again'; atLeast: Ms }
  | { do: 'renew' }
  | { do: 'region'; region: string }
  | { do: 'over'; wakes: boolean }
  | { do: 'rest' }

export function afterEnd(end: SocketEnd): Next {
  if (end.kind === 'lost') return { do: 'again', atLeast: 0 }
  const word = end.kind === 'told' ? end.reason : end.type
  switch (word) {
    case 'access_token_expired':
    case 'access_token_revoked':
    case 'authentication':
      return { do: 'renew' }
    case 'misdirected_connection':
    case 'misdirected_request':
      return end.region !== null && /^[a-z0-9-]{1,30}$/i.test(end.region)
        ? { do: 'region', region: end.region }
        : { do: 'again', atLeast: 1_000 }
    // Another tab, server or widget is this customer already: two that fight would both lose (trap 8.17).
    case 'too_many_connections':
    case 'logged_out_remotely':
    case 'customer_banned':
    case 'customer_temporarily_blocked':
      return { do: 'over', wakes: false }
    case 'inactivity_timeout':
      return { do: 'over', wakes: true }
    // The plan's customers online are full, or the account takes nothing any more.
    case 'users_limit_reached':
    case 'license_not_found':
    case 'license_expired':
    case 'unsupported_version':
    case 'wrong_product_version':
    case 'product_version_changed':
      return { do: 'rest' }
    case 'service_temporarily_unavailable':
    case 'service_unavailable':
    case 'too_many_requests':
      return { do: 'again', atLeast: 1_000 }
    default:
      return { do: 'again', atLeast: 0 }
  }
}
