import { fields, flag, object, text, words } from '../../shape.ts'
import { activeThread } from '../account.ts'
import type { Action, Call, CustomerCall } from '../call.ts'
import { deactivate } from '../chats.ts'
import { markSeen } from '../customers.ts'
import type { Failure } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { sentEvent } from '../event-shapes.ts'
import type { Chat, Json } from '../records.ts'
import { asNewEvent, threadForEvent } from '../sending.ts'
import { keepFile, linkTo } from '../stored-files.ts'
import type { Surface } from '../wire-events.ts'
import { remove, write } from '../writing.ts'
import { notUser } from './opening.ts'
import { reachActiveChat, reachChat, reachEvent } from './reach.ts'

export const sendEvent = (surface: Surface): Action => ({
  shape: fields({ chat_id: words(), event: sentEvent(surface) }, { attach_to_last_thread: flag }),
  scope: 'chats--access:rw',
  run(call) {
    const chat = reachChat(call, call.payload.chat_id)
    if ('failure' in chat) return chat
    if (activeThread(chat) && call.take('closesBeforeSend')) deactivate(call.account, chat, { router: 'inactive' })
    const refused = whyNotHere(call, chat)
    if (refused) return refused
    const found = threadForEvent(call, chat)
    if (!('thread' in found)) return found
    const event = asNewEvent(call, call.payload.event as Json)
    if ('failure' in event) return event
    return done({ event_id: write(call.account, chat, found.thread, event).id })
  },
})

/** Agents and bots must be users of the chat; supervisors may not speak to everybody (contract 4, 8.9). */
function whyNotHere({ who, payload }: Call, chat: Chat): { failure: Failure } | null {
  if (who.kind === 'customer') return null
  const user = chat.users.find((one) => one.id === who.agent.id && one.present)
  if (!user) return notUser()
  const loud = ((payload.event as Json).visibility ?? 'all') === 'all'
  return user.visibility === 'agents' && loud ? fail('authorization', 'Requester may not send to everybody') : null
}

export const deleteEvent: Action = {
  shape: fields({ chat_id: words(), thread_id: words(), event_id: words() }),
  scope: 'chats--access:rw',
  run(call) {
    const { chat_id, thread_id, event_id } = call.payload
    const found = reachEvent(call, chat_id, thread_id, event_id)
    if ('failure' in found) return found
    remove(call.account, found.chat, found.thread, found.event)
    return done()
  },
}

/** 10 MB (contract 3). */
const largest = 10 * 1024 * 1024

export const uploadFile: Action = {
  shape: object,
  upload: true,
  run(call) {
    const entries = [...(call.uploads ?? [])]
    const extra = entries.find(([name]) => name !== 'file')
    if (extra) call.breach(`${extra[0]} is not a field of this upload`)
    const upload = entries.find(([name]) => name === 'file')?.[1]
    if (!upload) {
      call.breach('an upload wants multipart/form-data with the file in the field "file"')
      return invalid('`file` is required')
    }
    if (upload.bytes.length > largest) return fail('entity_too_large', 'File is too large')
    if (/\.(exe|bat|cmd|com|msi|sh|scr|jar)$/i.test(upload.name)) return invalid('executable files are not allowed')
    return done({ url: linkTo(call.account, keepFile(call.account, upload)) })
  },
}

export const sendPostback: Action = {
  shape: fields({
    chat_id: words(),
    thread_id: words(),
    event_id: words(),
    postback: fields({ id: text, toggled: flag }, { button_type: text, button_value: text, ecommerce: object }),
  }),
  scope: 'chats--access:rw',
  run(call) {
    const { chat_id, thread_id, event_id, postback } = call.payload
    const found = reachEvent(call, chat_id, thread_id, event_id)
    if ('failure' in found) return found
    const { who } = call
    const user = who.kind === 'customer' ? who.customer.id : who.agent.id
    // Only of active threads (contract 7.1).
    if (found.thread.active) {
      call.account.tell({ action: 'incoming_rich_message_postback', ...found, user, postback: postback as Json })
    }
    return done()
  },
}

/** The only sign that a customer is typing (contract 3). */
export const sendSneakPeek: Action<CustomerCall['who']> = {
  shape: fields({ chat_id: words(), sneak_peek_text: text }),
  run(call) {
    const found = reachActiveChat(call, call.payload.chat_id)
    if ('failure' in found) return found
    const { chat, thread } = found
    chat.sneakPeek = String(call.payload.sneak_peek_text) || null
    call.account.tell({ action: 'incoming_sneak_peek', chat, thread, text: chat.sneakPeek ?? '' })
    return done()
  },
}

export const markEventsAsSeen: Action = {
  shape: fields({ chat_id: words(), seen_up_to: words() }),
  scope: 'chats--access:ro',
  run(call) {
    const chat = reachChat(call, call.payload.chat_id)
    if ('failure' in chat) return chat
    const upTo = String(call.payload.seen_up_to)
    if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(upTo)) return invalid('`seen_up_to` must be RFC 3339')
    const { who } = call
    markSeen(call.account, chat, who.kind === 'customer' ? who.customer.id : who.agent.id, upTo)
    return done()
  },
}
