import type { Outcome } from '../../outcome.ts'
import type { Check } from '../desk.ts'
import { sentence } from '../outcome-words.ts'

export function failed(name: string, outcome: Outcome<unknown>, mend = mendOf(outcome)): Check {
  return { name, ok: false, says: `${sentence(outcome)}.`, mend }
}

function mendOf(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'refused' && outcome.mend) return outcome.mend
  const code = 'why' in outcome && typeof outcome.why === 'object' ? outcome.why.code : ''
  switch (code) {
    case 'not-connected':
    case 'consent-ended':
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
