import { randomUUID } from 'node:crypto'
import type { Account } from './account.ts'
import type { Chat, ChatEvent, Json, Properties, Thread, Visibility } from './records.ts'

export type NewEvent = {
  type: ChatEvent['type']
  author: string | null
  content: Json
  visibility?: Visibility
  customId?: string | null
  properties?: Properties
  client?: string | null
}

/** Puts an event at the end of a thread and tells of it. */
export function write(account: Account, chat: Chat, thread: Thread, draft: NewEvent): ChatEvent {
  const event = append(account, chat, thread, draft)
  account.tell({ action: 'incoming_event', chat, thread, event })
  if (event.type === 'message' && account.agent(event.author ?? '') && event.visibility === 'all') {
    beside(account, chat, thread, event)
  }
  return event
}

/** Without a word to anybody: first events of a thread come inside `incoming_chat` (contract 9, U19). */
export function append(account: Account, chat: Chat, thread: Thread, draft: NewEvent): ChatEvent {
  const event: ChatEvent = {
    id: account.faults.take('uuidEvents', draft.type) ? randomUUID() : `${thread.id}_${thread.events.length + 1}`,
    at: account.time(),
    type: draft.type,
    author: draft.author,
    visibility: draft.visibility ?? 'all',
    customId: draft.customId ?? null,
    properties: draft.properties ?? {},
    content: draft.content,
    text: textOf(draft.content),
    deleted: false,
    client: draft.client ?? null,
  }
  thread.events.push(event)
  if (event.author !== null && !thread.users.includes(event.author)) thread.users.push(event.author)
  if (event.author === chat.customer) {
    chat.unread += 1
    chat.sneakPeek = null
  } else {
    chat.typing = chat.typing.filter((agent) => agent !== event.author)
  }
  account.onThread(chat, thread)
  account.onChange()
  return event
}

/** A system message: something happened, and nobody wrote it (contract 6.1). */
export function notice(
  account: Account,
  chat: Chat,
  thread: Thread,
  type: string,
  text: string,
  more: { vars?: Json; visibility?: Visibility } = {},
): ChatEvent {
  return write(account, chat, thread, {
    type: 'system_message',
    author: null,
    visibility: more.visibility ?? 'all',
    content: { system_message_type: type, text, ...(more.vars && { text_vars: more.vars }) },
  })
}

export function edit(account: Account, chat: Chat, thread: Thread, event: ChatEvent, text: string): ChatEvent {
  event.content = { ...event.content, text }
  event.text = text
  account.tell({ action: 'event_updated', chat, thread, event })
  return event
}

export function remove(account: Account, chat: Chat, thread: Thread, event: ChatEvent): void {
  if (event.deleted) return
  event.deleted = true
  account.tell({ action: 'event_deleted', chat, thread, event })
}

function beside(account: Account, chat: Chat, thread: Thread, reply: ChatEvent): void {
  const { faults } = account
  if (faults.take('whisperBesideReply', 'reply')) {
    const content = { text: '(for colleagues only)' }
    write(account, chat, thread, { type: 'message', author: reply.author, visibility: 'agents', content })
  }
  if (faults.take('unknownEvent', 'reply')) {
    write(account, chat, thread, { type: 'mystery', author: reply.author, content: { mood: 'blue' } })
  }
}

function textOf(content: Json): string {
  const { text, name, elements } = content
  if (typeof text === 'string') return text
  if (typeof name === 'string') return name
  if (Array.isArray(elements)) return elements.map((one: { title?: string }) => one.title ?? '').join('\n')
  return ''
}
