import type { Shape } from '../../shape.ts'
import { anything, fields, flag, listOf, number, object, oneOf, text } from '../../shape.ts'
import type { Account } from '../account.ts'
import type { Action, CustomerCall } from '../call.ts'
import type { Failure } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { freeAgent, groupStatus } from '../groups.ts'
import type { Group, Json } from '../records.ts'

type Who = CustomerCall['who']

/** A group as GET and POST name it: digits or a number. */
const groupId: Shape = (value, at) =>
  /^\d+$/.test(String(value)) ? [] : [{ at, what: 'must be the number of a group', extra: false }]

function groupOf(account: Account, id: unknown): Group | { failure: Failure } {
  return account.group(Number(id ?? 0)) ?? fail('group_not_found', 'Group not found')
}

/** Unknown ids are silently left out (contract 3). */
export const listGroupStatuses: Action<Who> = {
  shape: fields({}, { all: flag, group_ids: listOf(number) }),
  run({ account, payload }) {
    const { all, group_ids } = payload as { all?: boolean; group_ids?: number[] }
    if (!all && !group_ids) return invalid('`group_ids` is required')
    const groups = account.state.groups.filter((group) => all || group_ids?.includes(group.id))
    return done({
      groups_status: Object.fromEntries(groups.map((group) => [String(group.id), groupStatus(account, group.id)])),
    })
  },
}

export const getForm: Action<Who> = {
  shape: fields({ group_id: groupId, type: oneOf('prechat', 'postchat') }),
  run({ account, payload }) {
    const group = groupOf(account, payload.group_id)
    return 'failure' in group ? group : done({ enabled: false })
  },
}

/** Only for customers who are logged in over RTM (contract 3). */
export const predictAgent: Action<Who> = {
  shape: fields({}, { group_id: groupId, id: text }),
  run({ account, payload, online }) {
    if (!online) return fail('validation', 'customer is not logged in')
    const group = groupOf(account, payload.group_id)
    if ('failure' in group) return group
    if (groupStatus(account, group.id) === 'offline') return fail('group_offline', 'Group is offline')
    const agent = freeAgent(account, [group.id], true)
    if (!agent) return fail('group_unavailable', 'Group is unavailable')
    const { hex: id, name, jobTitle: job_title, bot: is_bot } = agent
    return done({ agent: { id, name, avatar: agent.avatar ?? '', is_bot, job_title, type: 'agent' }, queue: false })
  },
}

export const dynamicConfiguration: Action<Who> = {
  shape: fields({}, { group_id: groupId, url: text, channel_type: text, test: anything, license_id: text }),
  get: true,
  open: true,
  run({ account, payload }) {
    const group = groupOf(account, payload.group_id)
    if ('failure' in group) return group
    const online = account.state.groups.filter((one) => groupStatus(account, one.id) !== 'offline')
    return done({
      organization_id: account.state.organizationId,
      default_widget: 'livechat',
      livechat_active: true,
      livechat: {
        group_id: group.id,
        client_limit_exceeded: false,
        domain_allowed: true,
        online_group_ids: online.map((one) => one.id),
        config_version: '1.1.1',
        localization_version: '1.1.1',
        language: group.language,
      },
    })
  },
}

export const configuration: Action<Who> = {
  shape: fields({ group_id: groupId, version: text }),
  get: true,
  open: true,
  run({ account, payload }) {
    const group = groupOf(account, payload.group_id)
    if ('failure' in group) return group
    return done({ buttons: [], integrations: {}, properties: { group: {}, license: {} } })
  },
}

export const localization: Action<Who> = {
  shape: fields({ group_id: groupId, language: text, version: text }),
  get: true,
  open: true,
  run: () => done({ Write_a_message: 'Write a message…', Agent_is_typing: '%agent% is typing…' }),
}

const none: Json = {}

export const listProperties = (ofGroup: boolean): Action<Who> => ({
  shape: fields(ofGroup ? { id: groupId } : {}, {
    namespace: text,
    name: text,
    namespace_prefix: text,
    name_prefix: text,
    filters: object,
  }),
  get: true,
  open: true,
  run: () => done(none),
})
