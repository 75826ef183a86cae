import type { Shape } from '../../shape.ts'
import { anything, fields, isObject, isoTime, listOf, mapOf, oneOf, text, words } from '../../shape.ts'
import type { Account } from '../account.ts'
import { systemSays } from '../acts.ts'
import type { Call } from '../call.ts'
import { conversationOf, misshapen } from '../call.ts'
import { postedMessage } from '../parts.ts'
import type { Agent, Conversation, Group, Status } from '../records.ts'
import type { Reply } from '../reply.ts'
import { invalid, made, notFound, ok } from '../reply.ts'
import { assign, reopen, resolve, setStatus, touch } from '../status.ts'
import { wireConversation, wireMessage, wireUser } from '../wire.ts'
import type { Posted } from './messages.ts'
import { misposted, put } from './messages.ts'

const holders: Record<string, Shape> = {
  assigned_agent_id: text,
  assigned_org_agent_id: text,
  assigned_group_id: text,
  assigned_org_group_id: text,
}

const properties: Shape = (value, at) =>
  isObject(value) && value.priority !== undefined
    ? [...mapOf(anything)(value, at), ...oneOf('Low', 'Medium', 'High', 'Urgent')(value.priority, `${at}.priority`)]
    : mapOf(anything)(value, at)

type Body = {
  channel_id?: string
  messages?: Posted[]
  users?: { id: string }[]
  status?: Status
  assigned_agent_id?: string
  assigned_org_agent_id?: string
  assigned_group_id?: string
  assigned_org_group_id?: string
  properties?: Record<string, unknown>
}

export function createConversation(call: Call): Reply {
  const { account, limits } = call
  const message = postedMessage(limits, { created_time: isoTime, id: text, app_id: text })
  const shape = fields(
    {
      channel_id: words(),
      messages: listOf(message, { min: 1, max: limits.messages }),
      users: listOf(fields({ id: words() }), { min: 1, max: 1 }),
    },
    { ...holders, status: oneOf('new', 'assigned'), properties, app_id: text },
  )
  const body = call.body as Required<Body>
  const refusal = propertiesAsList(call) ?? misshapen(call, call.body, shape) ?? misplaced(call, body)
  if (refusal) return refusal
  const user = account.user(body.users[0]?.id ?? '')
  if (!user) return notFound('user')
  for (const posted of body.messages) {
    const wrong = misposted(call, { user: user.id, channel: body.channel_id }, posted)
    if (wrong) return wrong
  }
  const to = holdersOf(account, body)
  if ('refusal' in to) return to.refusal
  const unheld = holderless(call, body, to)
  if (unheld) return unheld
  const open = account.state.conversations.findLast(
    (one) => one.user === user.id && one.channel === body.channel_id && one.status !== 'resolved',
  )
  const conversation =
    open && call.take('appendToOpen') ? open : account.addConversation({ channel: body.channel_id, user: user.id })
  Object.assign(conversation.properties, body.properties ?? {})
  const messages = body.messages.map((posted) => put(call, conversation, posted))
  if (to.agent !== undefined || to.group !== undefined) {
    assign(account, conversation, { agent: to.agent?.id ?? null, group: to.group?.id ?? null }, account.owner(), true)
  }
  const greeting = account.channel(conversation.channel)?.welcome
  if (greeting && call.take('welcome')) systemSays(account, conversation.id, greeting)
  return made({
    ...wireConversation(account, conversation),
    messages: messages.map((one) => wireMessage(account, conversation, one)),
    users: [wireUser(user)],
  })
}

function misplaced(call: Call, body: Body): Reply | null {
  const channel = call.account.channel(body.channel_id ?? '')
  if (!channel) return notFound('channel')
  const on = channel.enabled && !call.take('topicDisabled')
  return on ? null : invalid('The channel is not enabled', 'CHANNEL_DISABLED')
}

export function getConversation(call: Call): Reply {
  const conversation = conversationOf(call)
  return conversation ? ok(wireConversation(call.account, conversation)) : notFound('conversation')
}

const statuses = ['new', 'assigned', 'resolved', 'reopened', 'waiting on customer', 'waiting on internal team']

export function updateConversation(call: Call): Reply {
  const { account } = call
  const conversation = conversationOf(call)
  if (!conversation) return notFound('conversation')
  const shape = fields({}, { ...holders, status: oneOf(...statuses), properties, channel_id: words() })
  const refusal = propertiesAsList(call) ?? misshapen(call, call.body, shape)
  if (refusal) return refusal
  const body = call.body as Body
  const to = holdersOf(account, body, call.take('unassignNeedsSpace') !== null)
  if ('refusal' in to) return to.refusal
  const unheld = holderless(call, body, to)
  if (unheld) return unheld
  if (body.status === 'reopened' && call.take('reopenNeedsNew')) return invalid('The status reopened cannot be set')
  if (body.channel_id !== undefined) {
    const wrong = misplaced(call, body)
    if (wrong) return wrong
    conversation.channel = body.channel_id
  }
  Object.assign(conversation.properties, body.properties ?? {})
  move(account, conversation, body.status, to)
  touch(account, conversation)
  return ok(wireConversation(account, conversation))
}

function holderless(call: Call, body: Body, to: Holders): Reply | null {
  if (body.status !== 'assigned' || to.agent) return null
  call.breach('the status "assigned" wants an agent id')
  return invalid('Status assigned needs an agent')
}

/** Undefined = not named, null = taken away. */
type Holders = { agent?: Agent | null; group?: Group | null }

function move(account: Account, conversation: Conversation, status: Status | undefined, to: Holders): void {
  const by = account.owner()
  if (status === 'new' || status === 'reopened' || status === 'assigned') reopen(account, conversation, by, true)
  // A group alone takes it from the agent, an agent alone leaves the group as it is (contract 2.3).
  const group = to.group === undefined ? conversation.group : (to.group?.id ?? null)
  const kept = to.group ? null : conversation.agent
  const agent = to.agent === undefined ? kept : (to.agent?.id ?? null)
  assign(account, conversation, { agent, group }, by, true)
  if (status === 'resolved') resolve(account, conversation, by, true)
  else if (status?.startsWith('waiting')) setStatus(account, conversation, status)
}

function holdersOf(account: Account, body: Body, spaceUnassigns = false): Holders | { refusal: Reply } {
  const to: Holders = {}
  const agentKey = body.assigned_agent_id ?? body.assigned_org_agent_id
  if (agentKey === (spaceUnassigns ? ' ' : '')) to.agent = null
  else if (agentKey) {
    const agent = account.state.agents.find((one) => one.id === agentKey || one.orgId === agentKey)
    if (!agent) return { refusal: notFound('agent') }
    if (agent.deactivated) return { refusal: invalid('The agent is deactivated') }
    to.agent = agent
  }
  const groupKey = body.assigned_group_id ?? body.assigned_org_group_id
  if (groupKey === '') to.group = null
  else if (groupKey) {
    const group = account.state.groups.find((one) => one.id === groupKey || one.orgId === groupKey)
    if (!group) return { refusal: notFound('group') }
    to.group = group
  }
  return to
}

/** Seen refused with these very words (contract 1.5); the list shape belongs to users. */
function propertiesAsList(call: Call): Reply | null {
  if (!isObject(call.body) || !Array.isArray(call.body.properties)) return null
  call.breach('properties of a conversation are an object map, not a list')
  return invalid('Conversation payload not valid')
}

export function conversationFields(): Reply {
  const field = (id: string, name: string, label: string, choices: string[]) => ({
    id,
    name,
    label,
    type: choices.length > 0 ? 'DROPDOWN' : 'TEXT',
    custom: name.startsWith('cf_'),
    choices: choices.map((value, index) => ({ id: String(index + 1), value })),
    editable: true,
    position: Number(id),
    required: false,
  })
  return ok([
    field('1', 'priority', 'Priority', ['Low', 'Medium', 'High', 'Urgent']),
    field('2', 'cf_page', 'Page', []),
  ])
}
