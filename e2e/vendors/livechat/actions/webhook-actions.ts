import { anything, fields, flag, link, listOf, oneOf, text, words } from '../../shape.ts'
import type { Action, AgentCall } from '../call.ts'
import type { Failure, Result } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { webhookActions } from '../happenings.ts'
import { shortId } from '../identity.ts'
import type { App, Json, Webhook } from '../records.ts'

type Who = AgentCall['who']

/** Per action and app (contract 5.1). */
const cap = 3

const filterNames = ['author_type', 'only_my_chats', 'chat_presence', 'source_type', 'agent_ids']

const filters = fields(
  {},
  {
    author_type: oneOf('customer', 'agent'),
    only_my_chats: flag,
    chat_presence: fields(
      {},
      { user_ids: fields({}, { values: listOf(text), exclude_values: listOf(text) }), my_bots: flag },
    ),
    source_type: listOf(oneOf('my_client', 'other_clients', 'system')),
    agent_ids: listOf(text),
  },
)

export const registerWebhook: Action<Who> = {
  shape: fields(
    {
      action: oneOf(...webhookActions),
      secret_key: words(),
      url: link,
      owner_client_id: words(),
      type: oneOf('license', 'bot'),
    },
    { additional_data: listOf(oneOf('chat_properties', 'chat_presence_user_ids')), description: text, filters },
  ),
  scope: 'webhooks.configuration:rw',
  run({ account, payload, take }) {
    const { action, url, owner_client_id: owner } = payload as { action: string; url: string; owner_client_id: string }
    if (url.length > 500) return invalid('`url` is longer than 500 characters')
    if (!account.app(owner)) return fail('not_found', 'Client not found')
    const wanted = (payload.filters ?? {}) as Json
    if (wanted.author_type !== undefined && action !== 'incoming_event' && action !== 'event_updated') {
      return invalid('`filters.author_type` is not for this action')
    }
    const same = account.state.webhooks.filter((one) => one.owner === owner && one.action === action)
    if (same.length >= cap) return fail('limit_reached', 'Webhooks limit reached')
    const webhook: Webhook = {
      id: shortId().toLowerCase(),
      action,
      url,
      secret: String(payload.secret_key),
      owner,
      type: payload.type as Webhook['type'],
      filters: wanted,
      additionalData: (payload.additional_data ?? []) as string[],
      description: String(payload.description ?? ''),
      from: account.clock.now() + (take('configLag')?.ms ?? 0),
    }
    account.state.webhooks.push(webhook)
    account.onChange()
    return done({ id: webhook.id })
  },
}

/** Without the secret. */
export const listWebhooks: Action<Who> = {
  shape: fields({ owner_client_id: words() }),
  scope: 'webhooks.configuration:rw',
  run: ({ account, payload }) =>
    done(
      account.state.webhooks
        .filter((one) => one.owner === payload.owner_client_id)
        .map(({ id, url, description, action, filters: wanted, owner, type }) => ({
          id,
          url,
          description,
          action,
          filters: wanted,
          owner_client_id: owner,
          type,
        })),
    ),
}

export const unregisterWebhook: Action<Who> = {
  shape: fields({ id: words(), owner_client_id: words() }),
  scope: 'webhooks.configuration:rw',
  run({ account, payload }) {
    const { webhooks } = account.state
    const at = webhooks.findIndex((one) => one.id === payload.id && one.owner === payload.owner_client_id)
    if (at < 0) return fail('not_found', 'Webhook not found')
    webhooks.splice(at, 1)
    account.onChange()
    return done()
  },
}

export const listWebhookNames: Action<Who> = {
  shape: fields({}, { version: text }),
  open: true,
  run: () => done(webhookActions.map((action) => ({ action, filters: filterNames, additional_data: [] }))),
}

/** `client_id` is what an older client says; it is unknown here (contract 5.1 names `owner_client_id`). */
const owner = { owner_client_id: words(), client_id: anything }

export const switchWebhooks = (on: boolean): Action<Who> => ({
  shape: fields({}, owner),
  scope: 'webhooks.state:rw',
  run: (call) =>
    withApp(call, (app) => {
      app.webhooksEnabled = on
      call.account.onChange()
      return done()
    }),
})

export const webhooksState: Action<Who> = {
  shape: fields({}, owner),
  scope: 'webhooks.state:ro',
  run: (call) => withApp(call, (app) => done({ license_webhooks_enabled: app.webhooksEnabled })),
}

/** Required with a personal token, overrides the app of a Bearer token. */
function withApp(call: AgentCall, work: (app: App) => Result): Result | { failure: Failure } {
  const { account, payload, who } = call
  if (payload.client_id !== undefined) call.breach('client_id is not a field of this request: it is owner_client_id')
  const id = payload.owner_client_id ?? (who.clientId === 'pat' ? undefined : who.clientId)
  if (id === undefined) return invalid('`owner_client_id` is required')
  const app = account.app(String(id))
  return app ? work(app) : fail('not_found', 'Client not found')
}
