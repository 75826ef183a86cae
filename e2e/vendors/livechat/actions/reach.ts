import { activeThread, eventIn, lastThread } from '../account.ts'
import type { AgentCaller } from '../auth.ts'
import type { Call } from '../call.ts'
import type { Failure } from '../errors.ts'
import { fail, invalid } from '../errors.ts'
import type { Chat, ChatEvent, Thread } from '../records.ts'
import { allows } from '../scopes.ts'
import type { Surface } from '../wire-events.ts'

type Refused = { failure: Failure }

/** The chat that was named, if the caller may see it: customers their own, agents those of their groups. */
export function reachChat(call: Call, id: unknown): Chat | Refused {
  const { account, who } = call
  const chat = account.chat(String(id))
  if (!chat || !(who.kind === 'customer' ? chat.customer === who.customer.id : isOpenTo(chat, who)))
    return fail('authorization', 'Requester is not user of the chat')
  if (chat.anonymized) return fail('chat_anonymized', 'Chat is anonymized')
  return chat
}

/** "access" = chats of the own groups, "all" = every chat (contract 4). */
function isOpenTo(chat: Chat, { agent, scopes }: AgentCaller): boolean {
  if (allows(scopes, 'chats--all:ro') || chat.users.some((user) => user.id === agent.id)) return true
  return chat.groups.some((group) => agent.groups.some((one) => one.id === group))
}

/** A thread of that chat. */
export function reachThread(call: Call, chatId: unknown, threadId: unknown): { chat: Chat; thread: Thread } | Refused {
  const chat = reachChat(call, chatId)
  if ('failure' in chat) return chat
  const thread = chat.threads.find((one) => one.id === threadId)
  return thread ? { chat, thread } : fail('validation', '`thread_id` not found in the chat')
}

export function reachEvent(
  call: Call,
  chatId: unknown,
  threadId: unknown,
  eventId: unknown,
): { chat: Chat; thread: Thread; event: ChatEvent } | Refused {
  const found = reachThread(call, chatId, threadId)
  if ('failure' in found) return found
  const event = eventIn(found.thread, String(eventId))
  return event && !event.deleted ? { ...found, event } : invalid('`event_id` not found in the thread')
}

/** The active thread, or why not. */
export function reachActive(chat: Chat): Thread | Refused {
  return activeThread(chat) ?? fail('chat_inactive', 'Chat is inactive')
}

/** A chat with its active thread, or why not. */
export function reachActiveChat(call: Call, id: unknown): { chat: Chat; thread: Thread } | Refused {
  const chat = reachChat(call, id)
  if ('failure' in chat) return chat
  const thread = reachActive(chat)
  return 'failure' in thread ? thread : { chat, thread }
}

export function threadOrLast(chat: Chat, id: unknown): Thread | undefined {
  return id === undefined ? lastThread(chat) : chat.threads.find((thread) => thread.id === id)
}

export const surfaceOf = (call: Call): Surface => call.who.kind
