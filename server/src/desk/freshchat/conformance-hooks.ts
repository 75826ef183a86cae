import type { AccountId } from '../../conversation/ids.ts'
import { told } from './hook.ts'
import { vendorHook } from './wire.ts'

/** Webhook bodies in the shape of the vendor's newest samples, for tests. */
export const app = '7c1f4c5e-0000-4000-8000-000000000001'
export const account = `freshchat:${app}` as AccountId
export const conversation_id = '5d6e0a52-0000-4000-8000-000000000002'
export const agent = '1b8d2418-0000-4000-8000-000000000003'
export const user = '9047e655-0000-4000-8000-000000000004'
export const time = '2026-01-05T09:00:00.120Z'

export const message = (more: object = {}) => ({
  message_parts: [{ text: { content: 'CANARY words' } }],
  app_id: app,
  actor_id: agent,
  id: 'm-1',
  channel_id: 'c-1',
  conversation_id,
  interaction_id: '681406910844650-1669114522220',
  actor_type: 'agent',
  created_time: '2026-01-05T09:00:00.100Z',
  user_id: user,
  restrictResponse: false,
  botsPrivateNote: false,
  ...more,
})
/** Fields set to undefined are left out, as JSON does. */
export const hook = (
  action: string,
  data: object,
  actor: object | undefined = { actor_type: 'agent', actor_id: agent },
) => vendorHook.parse(JSON.parse(JSON.stringify({ actor, action, action_time: time, data })))
export const saying = (more: object, actor?: object) =>
  told(account, hook('message_create', { message: message(more) }, actor))
export const conversation = { conversation_id, app_id: app, status: 'assigned', channel_id: 'c-1' }
