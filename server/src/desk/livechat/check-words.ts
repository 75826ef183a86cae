import { never } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Check } from '../desk.ts'

export function failed(name: string, outcome: Outcome<unknown>, mend = mendOf(outcome)): Check {
  return { name, ok: false, says: `${sentence(outcome)}.`, mend }
}

export function sentence(outcome: Outcome<unknown>): string {
  switch (outcome.kind) {
    case 'done':
      return 'It works'
    case 'gone':
      return `It is ${outcome.why}`
    case 'retry':
    case 'unsure':
    case 'refused':
      return outcome.why.detail ? `${outcome.why.code}: ${outcome.why.detail}` : outcome.why.code
    default:
      return never(outcome)
  }
}

function mendOf(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'refused' && outcome.mend) return outcome.mend
  const code = 'why' in outcome && typeof outcome.why === 'object' ? outcome.why.code : ''
  switch (code) {
    case 'token-refused':
      return 'Connect the desk again (npm run baton -- livechat connect SITE DESK), or give another agentToken.'
    case 'token-forbidden':
      return 'Tick customers:own in the developer console (your app, Authorization), as an administrator; then connect again.'
    case 'client-refused':
      return 'Compare clientId and clientSecret with the developer console.'
    case 'license_expired':
    case 'license_not_found':
    case 'wrong_product_version':
      return 'See the subscription of the LiveChat account.'
    case 'not-json':
    case 'dns':
    case 'connection-refused':
    case 'connect-timeout':
      return 'Check apiUrl and accountsUrl in the site file; for LiveChat itself leave them out.'
    default:
      return 'LiveChat does not answer as it should: try again in a minute; if it stays, ask their support.'
  }
}
