import { isoTime } from '../../shape.ts'
import type { Account } from '../account.ts'
import type { Call } from '../call.ts'
import { conversationOf, misasked, misshapen } from '../call.ts'
import { cut, pageParameters, pathOf } from '../paging.ts'
import { postedMessage } from '../parts.ts'
import { isLatest, post } from '../posting.ts'
import type { Actor, Conversation, Message, Part } from '../records.ts'
import type { Reply } from '../reply.ts'
import { invalid, made, notFound, ok } from '../reply.ts'
import { fileBehind } from '../stored-files.ts'
import { wireMessage } from '../wire.ts'

export type Posted = {
  message_parts: Part[]
  reply_parts?: Part[]
  message_type?: 'normal' | 'private'
  actor_type: Actor['kind']
  actor_id?: string
  user_id?: string
  channel_id?: string
}

export function postMessage(call: Call): Reply {
  const { account } = call
  const conversation = conversationOf(call)
  if (!conversation) return notFound('conversation')
  const refusal =
    misshapen(call, call.body, postedMessage(call.limits)) ?? misposted(call, conversation, call.body as Posted)
  if (refusal) return refusal
  const message = put(call, conversation, call.body as Posted)
  if (isEmail(account, conversation) && message.parts.some((part) => 'text' in part)) {
    // Refused, and yet created (contract 5.15): the reason not to resend blindly.
    return invalid('class com.example.TextPart cannot be cast to class com.example.EmailPart')
  }
  return made(wireMessage(account, conversation, message))
}

/** What is refused although its shape is right. */
export function misposted(call: Call, conversation: { user: string; channel: string }, posted: Posted): Reply | null {
  const wrong = strangeActor(call, conversation, posted)
  if (wrong) {
    call.breach(wrong)
    return invalid(wrong)
  }
  if (posted.message_parts.some((part) => 'image' in part && !isOwnImage(call.account, part.image))) {
    call.breach('an image part may hold the url of images/upload and nothing else')
    return invalid('IMAGE_EMPTY_CONTENT')
  }
  if (posted.message_parts.some((part) => 'file' in part && !isSendableFile(call.account, part.file))) {
    call.breach('a file part wants a url, or the fileHash of files/upload with fileSource FRESHCHAT')
    return invalid('FILE_EMPTY_CONTENT')
  }
  return 'status' in conversation ? notLatest(call, conversation as Conversation, posted) : null
}

function notLatest(call: Call, conversation: Conversation, posted: Posted): Reply | null {
  const said = posted.actor_type === 'user' && conversation.status === 'resolved'
  if (!said || (isLatest(call.account, conversation) && !call.take('refuseResolved'))) return null
  return invalid('The conversation is not the latest conversation of the user')
}

function strangeActor(call: Call, conversation: { user: string; channel: string }, posted: Posted): string | null {
  const { account } = call
  if (posted.user_id !== undefined && posted.user_id !== conversation.user)
    return 'user_id is not the user of the conversation'
  if (posted.channel_id !== undefined && posted.channel_id !== conversation.channel) {
    return 'channel_id is not the topic of the conversation'
  }
  if (posted.message_type === 'private' && posted.actor_type === 'user') return 'a user cannot write a private note'
  switch (posted.actor_type) {
    case 'user':
      return posted.actor_id === conversation.user ? null : 'actor_id is not the user of the conversation'
    case 'agent': {
      const agent = posted.actor_id ? account.state.agents.find((one) => one.id === posted.actor_id) : undefined
      return agent && !agent.deactivated ? null : 'actor_id is not an active agent'
    }
    case 'bot':
    case 'system':
      return null
  }
}

export function put(call: Call, conversation: Conversation, posted: Posted): Message {
  const failed = call.take('embeddedError')
  return post(call.account, conversation, {
    by: { kind: posted.actor_type, id: posted.actor_id ?? null },
    parts: posted.message_parts,
    replyParts: posted.reply_parts ?? [],
    type: posted.message_type ?? 'normal',
    byApi: true,
    failed: failed ? { code: failed.status ?? 500, message: 'The message could not be sent' } : null,
  })
}

export function listMessages(call: Call): Reply {
  const { account } = call
  const conversation = conversationOf(call)
  if (!conversation) return notFound('conversation')
  const refusal = misasked(call, { ...pageParameters, from_time: isoTime })
  if (refusal) return refusal
  const visibleUntil = account.clock.now() - (call.take('listLag')?.ms ?? -1)
  const from = Date.parse(call.query.get('from_time') ?? '1970-01-01T00:00:00.000Z')
  const bound = call.take('exclusiveFromTime') ? from + 1 : from
  const all = conversation.messages.filter((message) => {
    const at = Date.parse(message.at)
    return at >= bound && at <= visibleUntil
  })
  const page = cut(call, call.take('oldestFirst') ? all : all.toReversed())
  return ok({
    messages: page.items.map((message) => wireMessage(account, conversation, message)),
    ...(page.next !== null && { link: { href: pathOf(call, page.next, page.size), rel: 'next_page', method: 'GET' } }),
  })
}

function isOwnImage(account: Account, image: unknown): boolean {
  const { url, ...more } = image as { url: string }
  return Object.keys(more).length === 0 && fileBehind(account, url)?.image === true
}

function isSendableFile(account: Account, file: unknown): boolean {
  const { url, fileHash, fileSource } = file as { url?: string; fileHash?: string; fileSource?: string }
  if (fileHash === undefined) return url !== undefined
  return fileSource === 'FRESHCHAT' && account.state.files.some((one) => one.hash === fileHash)
}

function isEmail(account: Account, conversation: Conversation): boolean {
  return account.channel(conversation.channel)?.source === 'EMAIL'
}
