import type { Account } from './account.ts'
import { lastThread } from './account.ts'
import type { Call } from './call.ts'
import type { Failure, Result } from './errors.ts'
import { fail, invalid } from './errors.ts'
import { asProperties, misplaced } from './properties.ts'
import type { Chat, Json, Visibility } from './records.ts'
import { fileBehind, fileContent } from './stored-files.ts'
import type { NewEvent } from './writing.ts'

/** Fields that every event may have; the rest is of its type. */
const common = ['type', 'custom_id', 'properties', 'visibility', 'recipients']

/** What a client wants to send, ready to be written; the shape was checked. */
export function asNewEvent(call: Call, sent: Json): NewEvent | { failure: Failure } {
  const { account, who } = call
  const own = asProperties(sent.properties)
  const wrong = misplaced(account, who.kind, 'event', own)
  if (wrong) return wrong
  const content = Object.fromEntries(Object.entries(sent).filter(([name]) => !common.includes(name)))
  const file = sent.type === 'file' ? fileBehind(account, String(sent.url)) : undefined
  if (sent.type === 'file' && !file) {
    call.breach('the url of a file event is none that upload_file gave')
    return invalid('`url` must be a LiveChat CDN url')
  }
  if (sent.type === 'message' && sent.postback && !isPostbackOfOurs(account, sent.postback as Json)) {
    return invalid('`postback.event_id` not found')
  }
  return {
    type: sent.type as NewEvent['type'],
    author: sent.type === 'system_message' ? null : who.kind === 'customer' ? who.customer.id : who.agent.id,
    visibility: (sent.visibility ?? sent.recipients ?? 'all') as Visibility,
    customId: (sent.custom_id as string | undefined) ?? null,
    properties: own,
    content: file ? fileContent(account, file, content) : content,
    client: who.clientId,
  }
}

export function asNewEvents(call: Call, sent: Json[]): NewEvent[] | { failure: Failure } {
  const events: NewEvent[] = []
  for (const one of sent) {
    const event = asNewEvent(call, one)
    if ('failure' in event) return event
    events.push(event)
  }
  return events
}

function isPostbackOfOurs(account: Account, { thread_id, event_id }: Json): boolean {
  return account.state.chats.some((chat) =>
    chat.threads.some((thread) => thread.id === thread_id && thread.events.some((event) => event.id === event_id)),
  )
}

/** The thread that a new event goes to: the active one, or with `attach_to_last_thread` the last (contract 8.5). */
export function threadForEvent(call: Call, chat: Chat): { thread: Chat['threads'][number] } | Result {
  const thread = lastThread(chat)
  if (thread.active || call.payload.attach_to_last_thread === true) return { thread }
  return fail('chat_inactive', 'Chat is inactive')
}
