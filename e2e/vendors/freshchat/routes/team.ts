import { fields, number, oneOf, text } from '../../shape.ts'
import type { Call } from '../call.ts'
import { misasked, misshapen, numberAsId } from '../call.ts'
import { steadyId } from '../identity.ts'
import { listPage } from '../paging.ts'
import type { Channel } from '../records.ts'
import type { Reply } from '../reply.ts'
import { invalid, notFound, ok } from '../reply.ts'
import { wireAgent, wireChannel, wireGroup } from '../wire.ts'

export function listAgents(call: Call): Reply {
  const deactivated = call.query.get('is_deactivated')
  const availability = call.query.get('availability_status')
  const groups = call.query.get('groups')?.split(',')
  const found = call.account.state.agents.filter(
    (agent) =>
      (deactivated === null || String(agent.deactivated) === deactivated) &&
      (availability === null || agent.available === (availability === 'AVAILABLE')) &&
      (!groups || groups.some((group) => agent.groups.includes(group))),
  )
  // An e-mail filter is taken and changes nothing (contract 2.7, U21).
  return listPage(call, 'agents', found, (agent) => wireAgent(call.account, agent), {
    is_deactivated: oneOf('true', 'false'),
    availability_status: oneOf('AVAILABLE', 'UNAVAILABLE'),
    groups: text,
    email: text,
  })
}

export function getAgent(call: Call): Reply {
  numberAsId(call, 'agent')
  const agent = call.account.state.agents.find((one) => one.id === call.param('agent'))
  if (!agent || call.take('agentGone')) return notFound('agent')
  return ok(wireAgent(call.account, agent))
}

export function agentStatuses(): Reply {
  return ok({
    statuses: [
      { id: 'on', name: 'Active on Intelliassign' },
      { id: 'off', name: 'Away' },
    ],
  })
}

export function listGroups(call: Call): Reply {
  return listPage(call, 'groups', call.account.state.groups, wireGroup)
}

export function listRoles(call: Call): Reply {
  const names = [...new Set(call.account.state.agents.map((agent) => agent.role))]
  const roles = names.map((name) => ({
    id: steadyId(call.account.appId, `role ${name}`),
    name,
    description: name,
    is_custom_role: false,
  }))
  return listPage(call, 'roles', roles, (role) => role)
}

export function listChannels(call: Call): Reply {
  const { account } = call
  const twin = account.state.channels[0]
  const twins: Channel[] =
    twin && call.take('duplicateTopic') ? [{ ...twin, id: steadyId(account.appId, `second ${twin.name}`) }] : []
  const off = call.take('topicDisabled') !== null
  const channels = [...account.state.channels, ...twins].map((one) =>
    off && one.name === twin?.name ? { ...one, enabled: false } : one,
  )
  return listPage(call, 'channels', channels, wireChannel, { locale: text })
}

export function withinBusinessHours(call: Call): Reply {
  const refusal = misasked(call, { group_id: text })
  if (refusal) return refusal
  const group = call.query.get('group_id')
  if (group !== null && !call.account.state.groups.some((one) => one.id === group)) return notFound('group')
  return ok(call.take('outsideHours') === null)
}

export function rate(call: Call): Reply {
  const conversation = call.account.conversation(call.param('conversation'))
  if (!conversation) return notFound('conversation')
  const refusal = misshapen(call, call.body, fields({ rating: number }, { comment: text }))
  if (refusal) return refusal
  const { rating, comment } = call.body as { rating: number; comment?: string }
  if (!Number.isInteger(rating) || rating < 1 || rating > 5) {
    call.breach('rating must be a whole number from 1 to 5')
    return invalid('rating must be from 1 to 5')
  }
  conversation.rating = { score: rating, comment: comment ?? null }
  call.account.onChange()
  return ok({})
}
