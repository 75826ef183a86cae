import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import { parsed, retry, waitOf } from '../http-answer.ts'
import { tokenRefused } from './answer.ts'
import { vendorRefusal, vendorTokenInfo } from './wire.ts'

/** What accounts.livechat.com says of an agent's token (vendors/livechat.md §1.4). `left` is in seconds; null: not said. */
export type TokenInfo = { organization: string; clientId: string; scopes: string[]; left: number | null }

export async function askTokenInfo(
  { outgoing, clock, accountsUrl }: { outgoing: Outgoing; clock: Pick<Clock, 'now'>; accountsUrl: string },
  token: string,
): Promise<Outcome<TokenInfo>> {
  const answer = await outgoing.call({
    method: 'GET',
    url: `${accountsUrl}/v2/info`,
    headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
  })
  if (answer.kind !== 'answered') return retry(answer.code)
  const json = parsed(answer.bytes)
  if (answer.status === 429) {
    const after = waitOf(answer.headers.get('retry-after'), clock.now())
    return { kind: 'retry', why: why('http-429'), scope: 'account', ...(after !== null && { after }) }
  }
  if (answer.status === 401) {
    const passes = ['server_error', 'temporarily_unavailable'].includes(vendorRefusal.safeParse(json).data ?? '')
    if (passes) return retry('accounts-unavailable')
    return { kind: 'retry', why: why(tokenRefused, 'LiveChat refuses the agent token'), scope: 'account' }
  }
  if (answer.status !== 200) return retry(`http-${answer.status}`)
  const { data } = vendorTokenInfo.safeParse(json)
  if (!data?.organization_id || !data.client_id)
    return refused(
      'no-organization',
      'the answer names no organization',
      'Check accountsUrl; or write organizationId: in the site file.',
    )
  return done({
    organization: data.organization_id,
    clientId: data.client_id,
    scopes: data.scope.split(/[\s,]+/).filter((scope) => scope !== ''),
    left: data.expires_in ?? null,
  })
}
