import type { Shape } from '../../shape.ts'
import { fields, flag, listOf, number, words } from '../../shape.ts'
import { activeThread, lastThread } from '../account.ts'
import type { Action, Call, CustomerCall } from '../call.ts'
import type { Beginning } from '../chats.ts'
import { deactivate, resumeChat, startChat } from '../chats.ts'
import type { Failure } from '../errors.ts'
import { done, fail } from '../errors.ts'
import { properties, sentEvent } from '../event-shapes.ts'
import { allOffline } from '../groups.ts'
import { asProperties, misplaced } from '../properties.ts'
import type { Chat, Json, Properties } from '../records.ts'
import { asNewEvents } from '../sending.ts'
import { reachChat } from './reach.ts'

const access = fields({}, { group_ids: listOf(number, { min: 1 }) })
const beginningThread = (surface: 'customer' | 'agent') =>
  fields({}, { events: listOf(sentEvent(surface)), properties })

const optionalChat = (surface: 'customer' | 'agent'): Record<string, Shape> => ({
  properties,
  access,
  thread: beginningThread(surface),
})

export const startChatAction: Action<CustomerCall['who']> = {
  shape: fields({}, { chat: fields({}, optionalChat('customer')), active: flag, continuous: flag }),
  run(call) {
    const { account, who } = call
    if (account.chatOf(who.customer.id)) return fail('chat_limit_reached', 'Customer chats limit reached')
    const beginning = beginningOf(call, null)
    if ('failure' in beginning) return beginning
    const chat = startChat(account, who.customer, beginning)
    const thread = lastThread(chat)
    return done({ chat_id: chat.id, thread_id: thread.id, ...eventIds(chat) })
  },
}

/** For customers and agents alike; an agent who resumes holds the chat. */
export const resumeChatAction = (surface: 'customer' | 'agent'): Action => ({
  shape: fields({ chat: fields({ id: words() }, optionalChat(surface)) }, { active: flag, continuous: flag }),
  scope: 'chats--access:rw',
  run(call) {
    const { account, who } = call
    const chat = reachChat(call, (call.payload.chat as Json).id)
    if ('failure' in chat) return chat
    if (activeThread(chat)) return fail('chat_already_active', 'Chat is already active')
    const beginning = beginningOf(call, chat)
    if ('failure' in beginning) return beginning
    const by = who.kind === 'agent' ? { ...beginning, agent: who.agent } : beginning
    const thread = resumeChat(account, chat, by)
    return done({ thread_id: thread.id, ...eventIds(chat) })
  },
})

/** The id is `id`, not `chat_id` (contract 8.3). */
export const deactivateChat: Action = {
  shape: fields({ id: words() }, { ignore_requester_presence: flag }),
  scope: 'chats--access:rw',
  run(call) {
    const chat = reachChat(call, call.payload.id)
    if ('failure' in chat) return chat
    const { who } = call
    if (!activeThread(chat)) return fail('chat_inactive', 'Chat is inactive')
    if (who.kind === 'customer') deactivate(call.account, chat, { customer: true })
    else {
      const inside = chat.users.some((user) => user.id === who.agent.id && user.present)
      if (!inside && !call.payload.ignore_requester_presence) return notUser()
      deactivate(call.account, chat, { agent: who.agent })
    }
    return done()
  },
}

export const notUser = () => fail('authorization', 'Requester is not user of the chat')

type Asked = {
  properties?: Json
  access?: { group_ids?: number[] }
  thread?: { events?: Json[]; properties?: Json }
}

/** What was asked for, checked; `before` is the chat that is resumed. */
function beginningOf(call: Call, before: Chat | null): Beginning | { failure: Failure } {
  const { account, who, payload, take } = call
  const asked = (payload.chat ?? {}) as Asked
  const given = asked.access?.group_ids
  if (given?.some((id) => !account.group(id))) return fail('group_not_found', 'Group not found')
  if (before && !given) call.breach('resume_chat without access.group_ids: the group is left to chance')
  // Without a word the docs say "all agents"; returning customers were seen to stick (contract 8.7, 9 U9).
  const groups = before && take('stickyGroup') ? before.groups : (given ?? [0])
  const active = payload.active !== false
  const continuous = (payload.continuous as boolean | undefined) ?? (before?.properties.routing?.continuous as boolean)
  if (active && !continuous && who.kind === 'customer' && allOffline(account, groups)) {
    return fail('groups_offline', 'Groups are offline')
  }
  const chatProperties: Properties = asProperties(asked.properties)
  const threadProperties: Properties = asProperties(asked.thread?.properties)
  const wrong =
    misplaced(account, who.kind, 'chat', chatProperties) ?? misplaced(account, who.kind, 'thread', threadProperties)
  if (wrong) return wrong
  const events = asNewEvents(call, asked.thread?.events ?? [])
  if ('failure' in events) return events
  return {
    groups,
    chatProperties,
    threadProperties,
    events,
    active,
    continuous: payload.continuous as boolean | undefined,
    clientId: who.clientId,
  }
}

/** Only when events were sent along, and only people's (contract 3, start_chat). */
function eventIds(chat: Chat): Json {
  const ids = lastThread(chat)
    .events.filter((event) => event.author !== null && event.client !== null)
    .map((event) => event.id)
  return ids.length > 0 ? { event_ids: ids } : {}
}
