import type { Account } from './account.ts'
import { hasBotOn } from './bots.ts'
import type { Told } from './happenings.ts'
import { payloadOf } from './payloads.ts'
import type { Json, Webhook } from './records.ts'

/** Whether a registration wants this happening (contract 5.1, Filters). */
export function wants(account: Account, webhook: Webhook, told: Told): boolean {
  if (webhook.action !== told.action || webhook.from > account.clock.now()) return false
  if (webhook.type === 'bot' && !hasBotOn(account, webhook.owner)) return false
  const app = account.app(webhook.owner)
  if (!app?.installed || !app.webhooksEnabled || account.faults.take('notInstalled', told.action)) return false
  const chat = 'chat' in told ? told.chat : null
  const { author_type, only_my_chats, chat_presence, source_type, agent_ids } = webhook.filters as Filters
  if (only_my_chats && chat?.properties.source?.client_id !== webhook.owner) return false
  if (author_type && 'event' in told) {
    // Notices have no author, so the filter leaves them out (contract 9, U4).
    const { author } = told.event
    if (author === null || (author === chat?.customer ? 'customer' : 'agent') !== author_type) return false
  }
  if (agent_ids && told.action === 'routing_status_set' && !agent_ids.includes(told.agent.id)) return false
  const presence = chat_presence?.user_ids
  const here = chat?.users.filter((user) => user.present).map((user) => user.id) ?? []
  if (presence?.values && !presence.values.some((id) => here.includes(id))) return false
  if (presence?.exclude_values?.some((id) => here.includes(id))) return false
  if (chat_presence?.my_bots && !here.some((id) => account.agent(id)?.client === webhook.owner)) return false
  return !source_type || source_type.includes(sourceOf(webhook, told))
}

type Filters = {
  author_type?: 'customer' | 'agent'
  only_my_chats?: boolean
  chat_presence?: { user_ids?: { values?: string[]; exclude_values?: string[] }; my_bots?: boolean }
  source_type?: string[]
  agent_ids?: string[]
}

function sourceOf(webhook: Webhook, told: Told): string {
  if (!('event' in told) || told.event.author === null) return 'system'
  return told.event.client === webhook.owner ? 'my_client' : 'other_clients'
}

/** The envelope of contract 7.1: the secret is in the body, and no header signs it. */
export function hookBody(account: Account, webhook: Webhook, told: Told): Json {
  return {
    ...envelope(account, webhook, told.action),
    payload: payloadOf(account, 'agent', told),
    ...extra(account, webhook, told),
  }
}

export function envelope(account: Account, webhook: Webhook, action: string): Json {
  const forged = account.faults.take('wrongSecret', action)
  const stranger = account.faults.take('foreignOrganization', action)
  return {
    webhook_id: webhook.id,
    ...(forged?.how !== 'missing' && { secret_key: forged ? `${webhook.secret.slice(0, -1)}~` : webhook.secret }),
    action,
    organization_id: stranger ? '00000000-0000-4000-8000-000000000000' : account.state.organizationId,
  }
}

/** Only what was asked for at registration; else empty, or absent by a fault. */
function extra(account: Account, webhook: Webhook, told: Told): Json {
  if (account.faults.take('bareHook', told.action)) return {}
  const chat = 'chat' in told ? told.chat : null
  const asked = (name: string) => chat && webhook.additionalData.includes(name)
  return {
    additional_data: {
      ...(asked('chat_properties') && { chat_properties: chat?.properties }),
      ...(asked('chat_presence_user_ids') && {
        chat_presence_user_ids: chat?.users.filter((user) => user.present).map((user) => user.id),
      }),
    },
  }
}
