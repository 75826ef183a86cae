import { anything, fields, flag, listOf, oneOf, text, words } from '../../shape.ts'
import type { Account } from '../account.ts'
import type { Action, AgentCall } from '../call.ts'
import { done, fail, invalid } from '../errors.ts'
import { freeAgent } from '../groups.ts'
import { join, leave, load } from '../people.ts'
import type { Agent, Chat, Visibility } from '../records.ts'
import { assign, toGroup } from '../routing.ts'
import { notice } from '../writing.ts'
import { notUser } from './opening.ts'
import { reachActiveChat, reachChat } from './reach.ts'

type Who = AgentCall['who']

const nobody = 'Cannot assign any agent from requested groups'

export const transferChat: Action<Who> = {
  shape: fields(
    { id: words() },
    {
      target: fields({ type: oneOf('group', 'agent'), ids: listOf(anything, { min: 1 }) }),
      ignore_agents_availability: flag,
      ignore_requester_presence: flag,
    },
  ),
  scope: 'chats--access:rw',
  run(call) {
    const { account, payload, who } = call
    const found = reachActiveChat(call, payload.id)
    if ('failure' in found) return found
    const { chat, thread } = found
    if (!isInside(chat, who.agent) && !payload.ignore_requester_presence) return notUser()
    const target = payload.target as { type: string; ids: (string | number)[] } | undefined
    const anyway = payload.ignore_agents_availability === true

    if (target?.type === 'agent') {
      const agents = target.ids.map((id) => account.agent(String(id))).filter((agent) => agent !== undefined)
      const free = agents.find((agent) => agent.status === 'accepting_chats' && load(account, agent) < agent.maxChats)
      const agent = free ?? (anyway ? agents[0] : undefined)
      if (!agent) return invalid(nobody)
      assign(account, chat, thread, agent, { reason: 'manual', requester: who.agent.id })
      return done()
    }
    const groups = target?.ids.map(Number) ?? chat.groups
    if (groups.some((id) => !account.group(id))) return fail('group_not_found', 'Group not found')
    const free = freeAgent(account, groups, true, who.agent)
    if (!free && !anyway) return invalid(nobody)
    toGroup(account, chat, thread, groups, who.agent.id, free)
    return done()
  },
}

/** With bots, the requester too, and without whoever is offline (contract 4). */
export const listAgentsForTransfer: Action<Who> = {
  shape: fields({ chat_id: words() }),
  scope: 'chats--access:ro',
  run(call) {
    const chat = reachChat(call, call.payload.chat_id)
    if ('failure' in chat) return chat
    const online = call.account.state.agents.filter((agent) => agent.status !== 'offline')
    const loads = online.map((agent) => ({ agent_id: agent.id, total_active_chats: load(call.account, agent) }))
    return done(loads.sort((a, b) => a.total_active_chats - b.total_active_chats))
  },
}

export const addUser: Action<Who> = {
  shape: fields(
    { chat_id: words(), user_id: words(), user_type: oneOf('agent', 'customer'), visibility: oneOf('all', 'agents') },
    { ignore_requester_presence: flag },
  ),
  scope: 'chats--access:rw',
  run(call) {
    const { account, payload, who } = call
    const found = reachActiveChat(call, payload.chat_id)
    if ('failure' in found) return found
    const { chat, thread } = found
    if (!isInside(chat, who.agent) && !payload.ignore_requester_presence) return notUser()
    const agent = agentNamed(account, payload.user_id)
    if (!agent || payload.user_type !== 'agent') return invalid('`user_id` not found')
    const visibility = payload.visibility as Visibility
    const taken = chat.users.some((user) => user.type === 'agent' && user.visibility === 'all' && user.present)
    if (visibility === 'all' && taken) return invalid('Public agents in chat limit reached')
    join(account, chat, thread, agent, { reason: 'manual', requester: who.agent.id, visibility })
    notice(account, chat, thread, 'agent_added', `${agent.name} joined the chat`, {
      vars: { agent: agent.name },
      visibility,
    })
    return done()
  },
}

export const removeUser: Action<Who> = {
  shape: fields(
    { chat_id: words(), user_id: words(), user_type: oneOf('agent') },
    { ignore_requester_presence: flag, visibility: text },
  ),
  scope: 'chats--access:rw',
  run(call) {
    const { account, payload, who } = call
    const found = reachActiveChat(call, payload.chat_id)
    if ('failure' in found) return found
    const { chat, thread } = found
    const agent = agentNamed(account, payload.user_id)
    if (!agent) return invalid('`user_id` not found')
    leave(account, chat, thread, agent, { reason: 'manual', requester: who.agent.id })
    return done()
  },
}

function isInside(chat: Chat, agent: Agent): boolean {
  return chat.users.some((user) => user.id === agent.id && user.present)
}

function agentNamed(account: Account, id: unknown): Agent | undefined {
  return account.state.agents.find((agent) => agent.id === id)
}
