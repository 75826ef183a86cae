import { fields, listOf, number, object, oneOf, text, wholeNumber, words } from '../../shape.ts'
import type { Action, AgentCall } from '../call.ts'
import { done, fail } from '../errors.ts'
import { groupStatus } from '../groups.ts'
import type { Json } from '../records.ts'
import { botActions } from './bot-actions.ts'
import {
  listWebhookNames,
  listWebhooks,
  registerWebhook,
  switchWebhooks,
  unregisterWebhook,
  webhooksState,
} from './webhook-actions.ts'

type Who = AgentCall['who']

const listGroups: Action<Who> = {
  shape: fields({}, { fields: listOf(oneOf('agent_priorities', 'routing_status')) }),
  scope: 'groups--all:ro',
  run({ account, payload }) {
    const wanted = (payload.fields ?? []) as string[]
    const priorities = (group: number) =>
      Object.fromEntries(
        account.state.agents.flatMap((agent) => {
          const own = agent.groups.find((one) => one.id === group)
          return own ? [[agent.id, own.priority]] : []
        }),
      )
    const status = (group: number) => (groupStatus(account, group) === 'offline' ? 'offline' : 'accepting_chats')
    return done(
      account.state.groups.map(({ id, name, language }) => ({
        id,
        name,
        language_code: language,
        ...(wanted.includes('agent_priorities') && { agent_priorities: priorities(id) }),
        ...(wanted.includes('routing_status') && { routing_status: status(id) }),
      })),
    )
  },
}

const getGroup: Action<Who> = {
  shape: fields({ id: wholeNumber(0, 1_000_000) }, { fields: listOf(text) }),
  scope: 'groups--all:ro',
  run({ account, payload }) {
    const group = account.group(payload.id as number)
    return group
      ? done({ id: group.id, name: group.name, language_code: group.language })
      : fail('group_not_found', 'Group not found')
  },
}

const listAgents: Action<Who> = {
  shape: fields({}, { fields: listOf(text), filters: fields({}, { group_ids: listOf(number) }) }),
  scope: 'agents--all:ro',
  run: ({ account }) =>
    done(
      account.state.agents
        .filter((agent) => !agent.bot)
        .map(({ id, accountId, name, role, avatar, jobTitle, groups, maxChats }) => ({
          id,
          account_id: accountId,
          name,
          role,
          avatar,
          job_title: jobTitle,
          max_chats_count: maxChats,
          groups,
        })),
    ),
}

const registerProperty: Action<Who> = {
  shape: fields(
    {
      name: words(),
      owner_client_id: words(),
      type: oneOf('int', 'string', 'bool', 'tokenized_string'),
      access: object,
    },
    { description: text, domain: listOf(object), range: object, default_value: text },
  ),
  scope: 'properties.configuration:rw',
  run({ account, payload }) {
    const {
      name,
      owner_client_id: owner,
      type,
      access,
    } = payload as { name: string; owner_client_id: string; type: string; access: Json }
    if (!account.app(owner)) return fail('not_found', 'Client not found')
    const { properties } = account.state
    if (properties.some((one) => one.owner === owner && one.name === name))
      return fail('already_exists', 'Property already exists')
    properties.push({ owner, name, type, access, public: false })
    account.onChange()
    return done()
  },
}

/** The Configuration API (contract 5), as far as a bridge needs it. */
export const configurationActions: Record<string, Action<Who>> = {
  register_webhook: registerWebhook,
  list_webhooks: listWebhooks,
  unregister_webhook: unregisterWebhook,
  list_webhook_names: listWebhookNames,
  enable_license_webhooks: switchWebhooks(true),
  disable_license_webhooks: switchWebhooks(false),
  get_license_webhooks_state: webhooksState,
  list_groups: listGroups,
  get_group: getGroup,
  list_agents: listAgents,
  register_property: registerProperty,
  ...botActions,
}
