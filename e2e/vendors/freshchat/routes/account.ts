import type { Call } from '../call.ts'
import { steadyId } from '../identity.ts'
import type { Reply } from '../reply.ts'
import { ok } from '../reply.ts'

export function configuration(call: Call): Reply {
  const { appId } = call.account
  const facts = {
    account_id: 1_000_000_000 + Number.parseInt(appId.slice(0, 6), 16),
    app_id: appId,
    bundle_id: 2_000_000_000 + Number.parseInt(appId.slice(0, 6), 16),
    bundle_type: 'FRESHCHAT_STANDALONE',
    plan_type: 'PRO',
    datacenter: 'US',
    web_chat_id: steadyId(appId, 'web chat'),
    account_domain: new URL(call.account.url).host,
    organisation_id: 3_000_000_000 + Number.parseInt(appId.slice(0, 6), 16),
    organisation_domain: 'example.myfreshworks.com',
  }
  return ok(call.take('nestedConfiguration') ? { configuration: facts } : facts)
}
