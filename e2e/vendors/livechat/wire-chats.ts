import type { Account } from './account.ts'
import { placeInQueue } from './groups.ts'
import type { Chat, ChatUser, Customer, Json, Thread } from './records.ts'
import type { Surface } from './wire-events.ts'
import { isKnownTo, isShown, personId, shownEvents, wireEvent, wireTime } from './wire-events.ts'

/** Absent values are left out, not null (contract 3, get_customer). */
export function present(fields: Json): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
}

export function wireChat(account: Account, surface: Surface, chat: Chat, thread: Thread): Json {
  return {
    id: chat.id,
    users: wireUsers(account, surface, chat),
    properties: chat.properties,
    access: { group_ids: chat.groups },
    thread: wireThread(account, surface, chat, thread),
  }
}

export function wireThread(account: Account, surface: Surface, chat: Chat, thread: Thread, until?: number): Json {
  const at = chat.threads.indexOf(thread)
  return present({
    id: thread.id,
    active: thread.active,
    user_ids: thread.users
      .filter((id) => isKnownTo(surface, chat, thread, id))
      .map((id) => personId(account, surface, id)),
    events: shownEvents(account, surface, thread, until),
    properties: thread.properties,
    access: { group_ids: thread.groups },
    created_at: surface === 'agent' ? wireTime(account, thread.at) : thread.at,
    previous_thread_id: chat.threads[at - 1]?.id,
    next_thread_id: chat.threads[at + 1]?.id,
    queue: placeInQueue(account, thread),
    ...(surface === 'agent' && { tags: thread.tags }),
  })
}

/** In `list_chats`: no events but the last of each type (contract 8.12). */
export function wireSummary(account: Account, surface: Surface, chat: Chat, until: number): Json {
  const threads = chat.threads.filter((thread) => Date.parse(thread.at) <= until)
  const last = threads.at(-1)
  const perType: Record<string, Json> = {}
  for (const thread of threads) {
    for (const event of thread.events) {
      if (Date.parse(event.at) > until || !isShown(account, surface, event)) continue
      perType[event.type] = {
        thread_id: thread.id,
        thread_created_at: thread.at,
        event: wireEvent(account, surface, event),
      }
    }
  }
  const base = {
    id: chat.id,
    users: wireUsers(account, surface, chat),
    properties: chat.properties,
    access: { group_ids: chat.groups },
    last_event_per_type: perType,
  }
  if (!last) return base
  if (surface === 'customer') {
    return { ...base, last_thread_id: last.id, last_thread_created_at: last.at, active: last.active }
  }
  const { events: _events, ...summary } = wireThread(account, surface, chat, last)
  return { ...base, last_thread_summary: summary, is_followed: chat.followers.length > 0 }
}

export function wireUsers(account: Account, surface: Surface, chat: Chat): Json[] {
  return chat.users
    .filter((user) => surface === 'agent' || user.visibility === 'all')
    .map((user) => wireUser(account, surface, chat, user))
}

export function wireUser(account: Account, surface: Surface, chat: Chat, user: ChatUser): Json {
  const seen = { present: user.present, ...(user.seenUpTo && { events_seen_up_to: user.seenUpTo }) }
  const customer = user.type === 'customer' ? account.customer(user.id) : undefined
  if (customer) return { ...wireCustomer(customer, surface, account), ...seen }
  const agent = account.agent(user.id)
  const name = account.faults.take('namelessAgents', 'user') ? undefined : agent?.name
  const base = present({
    id: personId(account, surface, user.id),
    type: 'agent',
    name,
    avatar: agent?.avatar ? new URL(agent.avatar, account.url).href : null,
    job_title: surface === 'customer' ? agent?.jobTitle : null,
    ...seen,
  })
  if (surface === 'customer') return base
  return {
    ...base,
    ...(!agent?.bot && { email: user.id }),
    visibility: user.visibility,
    routing_status: agent?.status,
    is_followed: chat.followers.includes(user.id),
  }
}

export function wireCustomer(customer: Customer, surface: Surface, account: Account): Json {
  const chat = account.chatOf(customer.id)
  return present({
    id: customer.id,
    type: 'customer',
    name: customer.name,
    email: customer.email,
    email_verified: false,
    avatar: customer.avatar,
    phone_number: customer.phone,
    session_fields: customer.sessionFields,
    omnichannel: customer.omnichannel,
    address: customer.address,
    ...(surface === 'agent' && {
      created_at: customer.at,
      statistics: { chats_count: chat?.threads.length ?? 0, threads_count: chat?.threads.length ?? 0 },
      group_ids: chat?.groups ?? [],
      tickets: [],
      visit: { ip: '192.0.2.7', user_agent: 'unknown', last_pages: customer.page ? [customer.page] : [] },
    }),
  })
}
