import type { Account } from './account.ts'
import { activeThread, eventIn, lastThread } from './account.ts'
import { deactivate, resumeChat } from './chats.ts'
import { ban, markSeen } from './customers.ts'
import { freeAgent } from './groups.ts'
import type { AgentActs, Draft } from './livechat.ts'
import { holderOf, join, leave, supervise } from './people.ts'
import type { Agent, Chat, ChatEvent, Json, Thread } from './records.ts'
import { assign, toGroup, unassign } from './routing.ts'
import { fileContent, keepFile } from './stored-files.ts'
import { setStatus } from './team.ts'
import { edit, remove, write } from './writing.ts'

/** What people do in the account without the API. Unknown ids are a test's mistake and throw. */
export function agentActs(account: Account, key: string): AgentActs {
  const agent = agentOf(account, key)
  const active = (id: string) => activeOf(account, id)

  function say(id: string, { type, ...content }: Draft): ChatEvent {
    const { chat, thread } = active(id)
    takeOver(account, chat, thread, agent)
    return write(account, chat, thread, { type, author: agent.id, content })
  }

  return {
    id: agent.id,
    reply: (id, what) => say(id, typeof what === 'string' ? { type: 'message', text: what } : what),
    attach: (id, file) => say(id, { type: 'file', ...fileContent(account, keepFile(account, file)) }),
    note(id, text) {
      const chat = chatOf(account, id)
      const author = agent.id
      return write(account, chat, lastThread(chat), {
        type: 'message',
        author,
        visibility: 'agents',
        content: { text },
      })
    },
    preview(id, text, customId) {
      const { chat, thread } = active(id)
      const event: Json = { type: 'message', text, ...(customId !== undefined && { custom_id: customId }) }
      account.tell({ action: 'incoming_event_preview', chat, thread, event, author: agent.id })
    },
    typing(id, on) {
      const { chat, thread } = active(id)
      chat.typing = [...chat.typing.filter((one) => one !== agent.id), ...(on ? [agent.id] : [])]
      const visibility = chat.users.find((user) => user.id === agent.id)?.visibility ?? 'all'
      account.tell({ action: 'incoming_typing_indicator', chat, thread, agent, on, visibility })
    },
    thinking(id, title = 'Thinking…', description = '') {
      const { chat, thread } = active(id)
      const visibility = chat.users.find((user) => user.id === agent.id)?.visibility ?? 'all'
      const base = { action: 'incoming_thinking_indicator', customId: null } as const
      account.tell({ ...base, chat, thread, agent, visibility, title, description })
    },
    edit(id, eventId, text) {
      const { chat, thread, event } = ownEvent(account, id, eventId, agent)
      return edit(account, chat, thread, event, text)
    },
    remove(id, eventId) {
      const { chat, thread, event } = ownEvent(account, id, eventId, agent)
      remove(account, chat, thread, event)
    },
    assign(id, to = agent.id) {
      const { chat, thread } = active(id)
      assign(account, chat, thread, agentOf(account, to), { reason: 'manual', requester: agent.id })
    },
    unassign(id) {
      const { chat, thread } = active(id)
      unassign(account, chat, thread, agent.id)
    },
    toGroup(id, to) {
      const { chat, thread } = active(id)
      const group = account.group(to)
      if (!group) throw new Error(`the account has no group "${to}"`)
      const free = freeAgent(account, [group.id], true, holderOf(account, chat) ?? agent)
      toGroup(account, chat, thread, [group.id], agent.id, free)
    },
    supervise(id) {
      const { chat, thread } = active(id)
      supervise(account, chat, thread, agent, agent.id)
    },
    leave(id) {
      const { chat, thread } = active(id)
      leave(account, chat, thread, agent, { reason: 'manual', requester: agent.id })
    },
    close: (id) => deactivate(account, active(id).chat, { agent }),
    resume(id) {
      const chat = chatOf(account, id)
      if (activeThread(chat)) throw new Error(`the chat "${id}" is active`)
      const clientId = String(chat.properties.source?.client_id ?? '')
      const beginning = { groups: chat.groups, chatProperties: {}, threadProperties: {}, events: [], active: true }
      return resumeChat(account, chat, { ...beginning, clientId, agent })
    },
    seen(id) {
      const chat = chatOf(account, id)
      const last = lastThread(chat).events.findLast((event) => event.author === chat.customer)
      if (last) markSeen(account, chat, agent.id, last.at)
    },
    tag(id, tag, on = true) {
      const chat = chatOf(account, id)
      const thread = lastThread(chat)
      thread.tags = [...thread.tags.filter((one) => one !== tag), ...(on ? [tag] : [])]
      account.tell({ action: on ? 'thread_tagged' : 'thread_untagged', chat, thread, tag })
    },
    ban(id, days = 1) {
      const customer = account.customer(chatOf(account, id).customer)
      if (customer) ban(account, customer, days)
    },
    available: (on) => setStatus(account, agent, on ? 'accepting_chats' : 'not_accepting_chats'),
    status: (status) => setStatus(account, agent, status),
  }
}

/** Whoever answers without being in the chat takes it; a bot leaves it to its person the same way. */
function takeOver(account: Account, chat: Chat, thread: Thread, agent: Agent): void {
  const holder = holderOf(account, chat)
  if (holder === agent) return
  if (holder || thread.queuedAt !== null)
    assign(account, chat, thread, agent, { reason: 'manual', requester: agent.id })
  else join(account, chat, thread, agent, { reason: 'manual', requester: agent.id })
}

export function agentOf(account: Account, key: string): Agent {
  const agent = account.agent(key)
  if (!agent) throw new Error(`the account has no agent "${key}"`)
  return agent
}

export function chatOf(account: Account, id: string): Chat {
  const chat = account.chat(id)
  if (!chat) throw new Error(`the account has no chat "${id}"`)
  return chat
}

export function activeOf(account: Account, id: string): { chat: Chat; thread: Thread } {
  const chat = chatOf(account, id)
  const thread = activeThread(chat)
  if (!thread) throw new Error(`the chat "${id}" is not active`)
  return { chat, thread }
}

export function eventOf(account: Account, id: string, eventId: string) {
  const chat = chatOf(account, id)
  for (const thread of chat.threads) {
    const event = eventIn(thread, eventId)
    if (event) return { chat, thread, event }
  }
  throw new Error(`the chat "${id}" has no event "${eventId}"`)
}

function ownEvent(account: Account, id: string, eventId: string, agent: Agent) {
  const found = eventOf(account, id, eventId)
  if (found.event.author !== agent.id) throw new Error('only the own events can be changed')
  return found
}
