import type { Account } from './account.ts'
import { activeThread } from './account.ts'
import { allOffline } from './groups.ts'
import { shortId } from './identity.ts'
import { holderOf, join } from './people.ts'
import type { Agent, Chat, Customer, Properties, Thread } from './records.ts'
import { drain, pin, route, tellPlaces } from './routing.ts'
import { wireChat } from './wire-chats.ts'
import type { NewEvent } from './writing.ts'
import { append, notice } from './writing.ts'

/** How a thread begins. */
export type Beginning = {
  groups: number[]
  chatProperties: Properties
  threadProperties: Properties
  /** Sent inside `incoming_chat`. */
  events: NewEvent[]
  active: boolean
  /** Undefined keeps the chat's mode. */
  continuous?: boolean | undefined
  /** The app whose token began it. */
  clientId: string
  /** An agent who begins it holds it at once. */
  agent?: Agent
  foreign?: boolean
}

export function startChat(account: Account, customer: Customer, beginning: Beginning): Chat {
  const chat: Chat = {
    id: shortId(),
    customer: customer.id,
    groups: beginning.groups,
    properties: {
      source: { client_id: beginning.clientId, customer_client_id: customer.clientId },
      routing: { continuous: beginning.continuous ?? false },
    },
    users: [{ id: customer.id, type: 'customer', visibility: 'all', present: true, seenUpTo: null }],
    threads: [],
    followers: [],
    unread: 0,
    sneakPeek: null,
    typing: [],
    anonymized: false,
    foreign: beginning.foreign ?? false,
  }
  account.state.chats.push(chat)
  begin(account, chat, beginning)
  return chat
}

export function resumeChat(account: Account, chat: Chat, beginning: Beginning): Thread {
  chat.groups = beginning.groups
  return begin(account, chat, beginning)
}

function begin(account: Account, chat: Chat, beginning: Beginning): Thread {
  merge(chat.properties, beginning.chatProperties)
  if (beginning.continuous !== undefined) merge(chat.properties, { routing: { continuous: beginning.continuous } })
  const thread: Thread = {
    id: shortId(),
    at: account.time(),
    active: beginning.active,
    users: [chat.customer],
    events: [],
    properties: structuredClone(beginning.threadProperties),
    groups: beginning.groups,
    queuedAt: null,
    tags: [],
    ended: beginning.active ? null : 'never_active',
  }
  chat.threads.push(thread)
  for (const event of beginning.events) append(account, chat, thread, event)
  for (const user of chat.users) if (user.type === 'customer') user.seenUpTo = account.time()
  const as = (surface: 'customer' | 'agent') => structuredClone(wireChat(account, surface, chat, thread))
  account.tell({ action: 'incoming_chat', chat, thread, as: { customer: as('customer'), agent: as('agent') } })
  if (!thread.active) return thread
  account.onThread(chat, thread)
  if (beginning.agent) join(account, chat, thread, beginning.agent, { reason: 'manual', requester: beginning.agent.id })
  else if (allOffline(account, chat.groups)) pin(account, thread)
  else route(account, chat, thread)
  return thread
}

export type Ender = { agent: Agent } | { customer: true } | { router: string } | { banned: true }

/** Ends the active thread: a system message, then `chat_deactivated` (contract 9, U19). */
export function deactivate(account: Account, chat: Chat, by: Ender): void {
  const thread = activeThread(chat)
  if (!thread) return
  const { type, text, user, name } = ending(chat, by)
  notice(account, chat, thread, type, text, name === null ? {} : { vars: { agent: name } })
  const holder = holderOf(account, chat)
  thread.active = false
  thread.ended = type
  thread.queuedAt = null
  chat.sneakPeek = null
  chat.typing = []
  for (const one of chat.users) if (one.type === 'agent') one.present = false
  chat.followers = []
  account.tell({ action: 'chat_deactivated', chat, thread, user })
  account.onThread(chat, thread)
  if (holder) drain(account)
  tellPlaces(account)
}

function ending(chat: Chat, by: Ender): { type: string; text: string; user: string | null; name: string | null } {
  if ('agent' in by) {
    const { id, name } = by.agent
    return { type: 'manual_archived_agent', text: `${name} archived the chat`, user: id, name }
  }
  if ('customer' in by) {
    return { type: 'manual_archived_customer', text: 'The customer closed the chat', user: chat.customer, name: null }
  }
  if ('banned' in by) return { type: 'customer_banned', text: 'The customer was banned', user: null, name: null }
  return { type: `routing.archived_${by.router}`, text: 'The chat was archived', user: null, name: null }
}

export function merge(into: Properties, more: Properties): void {
  for (const [namespace, values] of Object.entries(more)) into[namespace] = { ...into[namespace], ...values }
}
