import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Calling, Client } from './client.ts'
import { createClient } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { accountOf } from './convert.ts'
import { vendorAccount } from './wire.ts'

export type AccountFacts = { appId: string; domain: string | null; plan: string | null }

/** The account behind a desk: what the site file says, else what Freshchat says. */
export async function findAccount(from: Calling & { config: FreshchatConfig }): Promise<Outcome<AccountId>> {
  const { appId } = from.config
  if (appId !== null) return done(accountOf(appId))
  const facts = await askAccount(createClient(from))
  return facts.kind === 'done' ? done(accountOf(facts.value.appId)) : facts
}

export async function askAccount(client: Client): Promise<Outcome<AccountFacts>> {
  const outcome = await client.get('/accounts/configuration')
  if (outcome.kind !== 'done') return outcome
  const { data } = vendorAccount.safeParse(outcome.value.json)
  if (!data?.app_id)
    return refused(
      'no-app-id',
      'the answer names no app_id',
      'Check the url of the desk; or write appId: in the site file.',
    )
  return done({ appId: data.app_id, domain: data.account_domain ?? null, plan: data.plan_type ?? null })
}
