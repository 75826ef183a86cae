import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Check, DeskMemory } from '../desk.ts'
import { sentence } from '../outcome-words.ts'
import { tokenRefused } from './answer.ts'
import type { Checking } from './check.ts'
import { failed } from './check-words.ts'
import { isForbidden } from './staff.ts'
import { vendorWebhooks, vendorWebhooksState } from './wire.ts'

export type Registered = z.infer<typeof vendorWebhooks>[number]

/** What the adapter listens to (vendors/livechat.md §7.1). */
export const wantedActions = [
  'incoming_chat',
  'incoming_event',
  'event_updated',
  'event_deleted',
  'chat_deactivated',
  'user_added_to_chat',
  'user_removed_from_chat',
  'chat_transferred',
  'thread_properties_updated',
  'events_marked_as_seen',
] as const

/** What is there of ours, and what of it is of no use. */
export type WebhookState = {
  missing: string[]
  /** Of this very desk: to its former address, or twice. */
  leftovers: Registered[]
  /** Others of Baton, of other desks or of sites that are gone: not ours to remove. */
  others: number
  enabled: boolean | null
}

export async function* checkWebhooks(from: Checking, clientId: string): AsyncGenerator<Check> {
  const name = 'webhooks'
  const { hookUrl } = from
  if (hookUrl === null) return yield { name, ok: null, says: 'Their address is not known here.' }
  const listed = await listWebhooks(from, clientId, hookUrl)
  if (lacksToken(listed)) {
    return yield {
      name,
      ok: null,
      says: `They cannot be looked at: ${sentence(listed)}. They must go to ${hookUrl}, for: ${wantedActions.join(', ')}.`,
      mend: `${tokenMend(from)}, then: npm run baton -- check --mend`,
    }
  }
  if (listed.kind !== 'done') return yield failed(name, listed)
  const { missing, leftovers, enabled } = listed.value
  const mend = 'Register them: npm run baton -- check --mend'
  yield missing.length === 0
    ? { name, ok: true, says: `All ${wantedActions.length} are registered.` }
    : { name, ok: false, says: `Not registered here: ${missing.join(', ')}.`, mend }
  if (leftovers.length > 0)
    yield {
      name: 'old webhooks',
      ok: null,
      says: `${leftovers.length} of this desk go to a former address, are there twice, or have a filter that leaves something out. LiveChat takes three of a kind at most.`,
      mend: 'Remove them: npm run baton -- check --mend',
    }
  if (await isOldSecret(from)) yield { name: 'webhookSecret', ok: false, says: oldSecret, mend }
  if (enabled === false)
    yield {
      name: 'webhooks enabled',
      ok: false,
      says: 'Webhooks are switched off for this account.',
      mend: 'Switch them on: npm run baton -- check --mend',
    }
}

export const lacksToken = (outcome: Outcome<unknown>): boolean =>
  isForbidden(outcome) || (outcome.kind === 'retry' && outcome.why.code === tokenRefused)

/** Who has a personal access token already is not helped by being told to get one. */
export const tokenMend = ({ config: { pat } }: Pick<Checking, 'config'>): string =>
  pat === null
    ? 'Write accountId and pat with a token that has webhooks.configuration:rw'
    : 'LiveChat does not take accountId with pat for this: compare accountId with the developer console, and give pat anew with the scope webhooks.configuration:rw (npm run baton -- secret set)'

const oldSecret = 'The webhooks were registered with another webhookSecret than the one that is set now.'

export async function listWebhooks(
  { staff }: Pick<Checking, 'staff'>,
  clientId: string,
  hookUrl: string,
): Promise<Outcome<WebhookState & { all: Registered[] }>> {
  const listed = await staff('configuration', 'list_webhooks', { owner_client_id: clientId }, 'get')
  if (listed.kind !== 'done') return listed
  const all = vendorWebhooks.parse(listed.value.json)
  const state = await staff('configuration', 'get_license_webhooks_state', { owner_client_id: clientId }, 'get')
  const enabled =
    state.kind === 'done'
      ? (vendorWebhooksState.safeParse(state.value.json).data?.license_webhooks_enabled ?? null)
      : null
  return done({ ...sorted(all, hookUrl), enabled, all })
}

function sorted(all: Registered[], hookUrl: string): Omit<WebhookState, 'enabled'> {
  const { desk, own } = placesOf(hookUrl)
  const leftovers: Registered[] = []
  const good = new Set<string>()
  for (const one of all) {
    if (!one.url.startsWith(desk)) continue
    const isWanted =
      one.url === hookUrl && (wantedActions as readonly string[]).includes(one.action) && one.type !== 'bot'
    const isWhole = !leavesOut(one)
    if (isWanted && isWhole && !good.has(one.action)) good.add(one.action)
    else if (one.url !== hookUrl || good.has(one.action) || !isWhole) leftovers.push(one)
  }
  return {
    missing: wantedActions.filter((action) => !good.has(action)),
    leftovers,
    others: all.filter(({ url }) => url.startsWith(own) && !url.startsWith(desk)).length,
  }
}

/** Registered by hand, perhaps: with `author_type: customer` not a word of an agent would come. Chats of other apps are none of ours. */
const leavesOut = ({ filters = {} }: Registered): boolean =>
  Object.entries(filters).some(([name, filter]) => {
    const isSet = typeof filter === 'object' && filter !== null ? Object.keys(filter).length > 0 : Boolean(filter)
    return name !== 'only_my_chats' && isSet
  })

/** `https://chat.example.com/hooks/acme/sales/KEY`: everything of that desk, and everything of this Baton. */
function placesOf(hookUrl: string): { desk: string; own: string } {
  const desk = hookUrl.slice(0, hookUrl.lastIndexOf('/') + 1)
  return { desk, own: hookUrl.slice(0, hookUrl.lastIndexOf('/hooks/') + '/hooks/'.length) }
}

const secretKey = (hookUrl: string): string =>
  `webhooks:${createHash('sha256').update(hookUrl).digest('base64url').slice(0, 16)}`
const secretMark = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

/** LiveChat never shows the secret, so what it was registered with is kept here. False: the same, or registered by hand. */
export async function isOldSecret({
  memory,
  config,
  hookUrl,
}: Pick<Checking, 'memory' | 'config' | 'hookUrl'>): Promise<boolean> {
  if (hookUrl === null || config.webhookSecret === null) return false
  const kept = (await memory.get(secretKey(hookUrl)))?.value
  return typeof kept === 'string' && kept !== secretMark(config.webhookSecret)
}

export async function keepSecretMark(memory: DeskMemory, hookUrl: string, secret: string): Promise<void> {
  const row = await memory.get(secretKey(hookUrl))
  await memory.set(secretKey(hookUrl), secretMark(secret), row?.version ?? null)
}
