import { anything, fields, flag, listOf, number, oneOf, text, words } from '../../shape.ts'
import type { Action, AgentCall } from '../call.ts'
import type { Result } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { sentEvent } from '../event-shapes.ts'
import type { Chat, Json, RoutingStatus, Thread, Visibility } from '../records.ts'
import { allows } from '../scopes.ts'
import { setStatus } from '../team.ts'
import { notUser } from './opening.ts'
import { reachActiveChat, reachChat, reachThread } from './reach.ts'

type Who = AgentCall['who']

const visibility = oneOf('all', 'agents')

/** In an active chat, by one of its users. */
function inside(call: AgentCall, work: (chat: Chat, thread: Thread) => void): Result {
  const found = reachActiveChat(call, call.payload.chat_id)
  if ('failure' in found) return found
  const { chat, thread } = found
  if (!chat.users.some((user) => user.id === call.who.agent.id && user.present)) return notUser()
  work(chat, thread)
  return done()
}

export const sendTyping: Action<Who> = {
  shape: fields({ chat_id: words(), is_typing: flag }, { visibility }),
  scope: 'chats--access:rw',
  run: (call) =>
    inside(call, (chat, thread) => {
      const { agent } = call.who
      const on = call.payload.is_typing === true
      const seenBy = (call.payload.visibility ?? 'all') as Visibility
      call.account.tell({ action: 'incoming_typing_indicator', chat, thread, agent, on, visibility: seenBy })
    }),
}

export const sendThinking: Action<Who> = {
  shape: fields({ chat_id: words() }, { title: text, description: text, visibility, custom_id: text }),
  scope: 'chats--access:rw',
  run: (call) =>
    inside(call, (chat, thread) => {
      const { title = '', description = '', custom_id, visibility: seenBy = 'all' } = call.payload
      call.account.tell({
        action: 'incoming_thinking_indicator',
        chat,
        thread,
        agent: call.who.agent,
        title: String(title),
        description: String(description),
        customId: (custom_id as string | undefined) ?? null,
        visibility: seenBy as Visibility,
      })
    }),
}

export const sendPreview: Action<Who> = {
  shape: fields({ chat_id: words(), event: sentEvent('agent') }),
  scope: 'chats--access:rw',
  run: (call) => {
    const event = call.payload.event as Json
    if (event.type !== 'message') return invalid('`event.type` must be message')
    return inside(call, (chat, thread) => {
      call.account.tell({ action: 'incoming_event_preview', chat, thread, event, author: call.who.agent.id })
    })
  },
}

export const followChat = (on: boolean): Action<Who> => ({
  shape: fields({ id: words() }),
  scope: 'chats--access:ro',
  run(call) {
    const chat = reachChat(call, call.payload.id)
    if ('failure' in chat) return chat
    const { id } = call.who.agent
    chat.followers = [...chat.followers.filter((one) => one !== id), ...(on ? [id] : [])]
    return done()
  },
})

export const tagThread = (on: boolean): Action<Who> => ({
  shape: fields({ chat_id: words(), thread_id: words(), tag: words() }),
  scope: 'chats--access:rw',
  run(call) {
    const found = reachThread(call, call.payload.chat_id, call.payload.thread_id)
    if ('failure' in found) return found
    const tag = String(call.payload.tag)
    const { thread } = found
    thread.tags = [...thread.tags.filter((one) => one !== tag), ...(on ? [tag] : [])]
    call.account.tell({ action: on ? 'thread_tagged' : 'thread_untagged', ...found, tag })
    return done()
  },
})

export const setRoutingStatus: Action<Who> = {
  shape: fields({ status: oneOf('accepting_chats', 'not_accepting_chats', 'offline') }, { agent_id: text }),
  run(call) {
    const id = call.payload.agent_id ?? call.who.agent.id
    // A bot's token has fixed scopes, and its own status is its own (contract 5.2).
    const scope = id === call.who.agent.id && call.who.agent.bot ? 'agents-bot--my:rw' : 'agents--all:rw'
    if (!allows(call.who.scopes, scope)) return fail('authorization', `Missing scope ${scope}`)
    const agent = call.account.state.agents.find((one) => one.id === id)
    if (!agent) return invalid('`agent_id` not found')
    if (call.payload.status === 'offline' && !agent.bot) return invalid('`status` offline is for bots only')
    setStatus(call.account, agent, call.payload.status as RoutingStatus)
    return done()
  },
}

export const listRoutingStatuses: Action<Who> = {
  shape: fields({}, { filters: fields({}, { group_ids: listOf(number) }) }),
  scope: 'agents--all:ro',
  run({ account, payload }) {
    const groups = (payload.filters as { group_ids?: number[] } | undefined)?.group_ids
    const agents = account.state.agents.filter(
      (agent) => !groups || agent.groups.some((group) => groups.includes(group.id)),
    )
    return done(agents.map(({ id, status }) => ({ agent_id: id, status })))
  },
}

/** Agents only: customers were taken from the recipients in all versions (contract 4). */
export const multicast: Action<Who> = {
  shape: fields(
    {
      recipients: fields({ agents: fields({}, { all: flag, ids: listOf(text), groups: listOf(number) }) }),
      content: anything,
    },
    { type: text },
  ),
  scope: 'chats--access:rw',
  run({ account, payload }) {
    const { agents } = payload.recipients as { agents: { all?: boolean; ids?: string[]; groups?: number[] } }
    const to = account.state.agents.filter(
      (agent) =>
        agents.all || agents.ids?.includes(agent.id) || agent.groups.some((one) => agents.groups?.includes(one.id)),
    )
    account.tell({
      action: 'incoming_multicast',
      agents: to.map((agent) => agent.id),
      content: payload.content as Json,
      type: (payload.type as string | undefined) ?? null,
    })
    return done()
  },
}
