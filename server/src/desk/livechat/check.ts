import type { Clock } from '../../clock.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { Check, DeskMemory } from '../desk.ts'
import { sentence } from '../outcome-words.ts'
import type { AccountToken } from './account-token.ts'
import type { GroupStatus } from './availability.ts'
import { checkWebhooks } from './check-webhooks.ts'
import { failed } from './check-words.ts'
import type { LivechatConfig } from './config.ts'
import { organizationOf } from './convert.ts'
import { allows } from './scopes.ts'
import type { Staff } from './staff.ts'
import type { TokenInfo } from './token-info.ts'
import { askTokenInfo } from './token-info.ts'

export type Checking = {
  account: AccountId
  config: LivechatConfig
  token: AccountToken
  /** The token was given, and nothing renews it. */
  trial: boolean
  staff: Staff
  memory: DeskMemory
  outgoing: Outgoing
  clock: Clock
  /** Where the webhooks must go; null: not known here. */
  hookUrl: string | null
  groupStatus: () => Promise<Outcome<GroupStatus | null>>
}

/** Reads only, except that the customer in whose name it asks is made once. Each line that fails says what to click or type. */
export async function* checkRead(from: Checking): AsyncGenerator<Check> {
  const info = await infoOf(from)
  if (info.kind !== 'done') {
    yield failed('token', info)
    yield secretCheck(from.config)
    yield { name: 'group, webhooks', ok: null, says: 'Not looked at: no token works.' }
    return
  }
  yield tokenCheck(from, info.value)
  yield accountCheck(from.account, info.value)
  yield* scopeChecks(info.value)
  yield await groupCheck(from)
  yield secretCheck(from.config)
  yield* checkWebhooks(from, from.config.clientId ?? info.value.clientId)
}

/** A token that ran out is renewed on the way, as any call would. */
async function infoOf({ token, outgoing, clock, config }: Checking): Promise<Outcome<TokenInfo>> {
  const given = await token.get()
  if (given.kind !== 'done') return given
  const ask = (text: string) => askTokenInfo({ outgoing, clock, accountsUrl: config.accountsUrl }, text)
  const first = await ask(given.value)
  if (first.kind !== 'retry' || first.why.code !== 'token-refused') return first
  const fresh = await token.renew(given.value)
  return fresh.kind === 'done' ? await ask(fresh.value) : fresh
}

function tokenCheck({ trial, token }: Checking, { left }: TokenInfo): Check {
  const ailing = token.ailing()
  if (!trial && !ailing) return { name: 'token', ok: true, says: 'LiveChat takes it, and Baton renews it.' }
  const minutes = left === null ? null : Math.floor(left / 60)
  const ends = minutes === null ? 'within eight hours' : `in ${Math.floor(minutes / 60)} h ${minutes % 60} min`
  if (ailing) {
    const renewal: Outcome<never> = { kind: 'retry', why: ailing, scope: 'account' }
    const says = `LiveChat takes it until it dies ${ends}, and does not renew it: ${sentence(renewal)}.`
    return { ...failed('token', renewal), says }
  }
  return {
    name: 'token',
    ok: null,
    says: `LiveChat takes it; it is for trials, and dies ${ends}.`,
    mend: 'For more than a trial: npm run baton -- livechat connect SITE DESK; then take agentToken: out of the site file.',
  }
}

function accountCheck(account: AccountId, { organization }: TokenInfo): Check {
  if (organization === organizationOf(account))
    return { name: 'account', ok: true, says: `The organization is ${organization}.` }
  return {
    name: 'account',
    ok: false,
    says: `The token is for the organization ${organization}, and this desk for ${organizationOf(account)}.`,
    mend: `Write organizationId: ${organization}, or give a token of the other account.`,
  }
}

const inConsole = 'Tick it in the developer console (your app, Authorization), then connect the desk again.'

function* scopeChecks({ scopes }: TokenInfo): Generator<Check> {
  // Where none are named nothing is known against it.
  if (scopes.length === 0) return
  yield allows(scopes, 'customers:own')
    ? { name: 'scope customers:own', ok: true, says: 'Visitors can be brought in.' }
    : {
        name: 'scope customers:own',
        ok: false,
        says: 'The token has it not, so no visitor can be brought in.',
        mend: `${inConsole} Only an administrator can grant it.`,
      }
  if (!allows(scopes, 'chats--access:ro'))
    yield {
      name: 'scope chats--all:ro',
      ok: null,
      says: 'The token has it not: after a lost webhook Baton sees what was said, and not who has the chat.',
      mend: inConsole,
    }
  if (!allows(scopes, 'agents--all:ro'))
    yield {
      name: 'scope agents--all:ro',
      ok: null,
      says: 'The token has it not: an agent whose joining was missed stays without a name.',
      mend: inConsole,
    }
}

async function groupCheck({ config, groupStatus }: Checking): Promise<Check> {
  const name = 'group'
  const status = await groupStatus()
  if (status.kind !== 'done') return failed(name, status)
  switch (status.value) {
    case 'online':
      return { name, ok: true, says: `Somebody of the group ${config.group} accepts chats now.` }
    case 'online_for_queue':
      return { name, ok: true, says: `Everybody of the group ${config.group} is busy now; chats wait in a queue.` }
    case 'offline':
      return { name, ok: true, says: `The group ${config.group} is there; nobody of it accepts chats now.` }
    case null:
      return {
        name,
        ok: false,
        says: `LiveChat knows no group ${config.group}.`,
        mend: 'Write the number of a group as group: (LiveChat, Team → Groups; it is in the address of the page), or leave it out for everybody.',
      }
  }
}

function secretCheck({ webhookSecret }: LivechatConfig): Check {
  const name = 'webhookSecret'
  if (webhookSecret !== null)
    return { name, ok: true, says: 'It is set. Whether LiveChat has the same shows with --live.' }
  return {
    name,
    ok: false,
    says: 'There is none, so no webhook can be believed: answers come only with the next look.',
    mend: 'Write webhookSecret: { secret: livechat-webhook }, give it any long word with npm run baton -- secret set livechat-webhook, and register the webhooks: npm run baton -- check --mend',
  }
}
