import { type Message, plainText } from '@baton/shared/message.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Order, Receipt, Thread } from '../desk.ts'
import { buttonFor } from './choices.ts'
import type { VendorPart } from './convert.ts'
import { toParts } from './convert.ts'
import { findSaid, looksOf } from './find.ts'
import { recentMessages } from './messages.ts'
import type { Body } from './post.ts'
import { post } from './post.ts'
import type { Sending } from './send.ts'

type Say = Order & { kind: 'say' }

/** Says it in the visitor's name, or in the bot's. */
export async function say(from: Sending, thread: Thread, order: Say): Promise<Outcome<Receipt>> {
  const body = await bodyOf(from, thread, order)
  if (body.kind !== 'done') return body
  const button = order.as === 'visitor' && order.answers ? await buttonBehind(from, thread, order) : null
  if (button === null) return await post(from.client, thread, body.value)
  const tapped = { ...body.value, message_parts: [...body.value.message_parts, { quick_reply_button: button }] }
  const posted = await post(from.client, thread, tapped)
  // Whether an API message may hold a button is not written anywhere: refused for it, the words alone are what the visitor said.
  return posted.kind === 'refused' && posted.why.code === 'http-400'
    ? await post(from.client, thread, body.value)
    : posted
}

/** The bot's words have no place of their own to be found by: the thread's beginning is where the search begins. */
export async function findSay(from: Sending, thread: Thread, order: Say): Promise<Outcome<Receipt | null>> {
  const body = await bodyOf(from, thread, order)
  if (body.kind !== 'done') return body
  const { message_parts, actor_type, actor_id } = body.value
  const last = order.as === 'bot' ? null : order.last
  return await findSaid(from.client, thread, { last }, looksOf(message_parts), { kind: actor_type, id: actor_id })
}

async function bodyOf(from: Sending, thread: Thread, { as, message }: Say): Promise<Outcome<Body>> {
  if (as === 'visitor') return await asVisitor(from, thread, message)
  const { config, agents } = from
  const agent = config.agentEmail === null ? null : await agents.byEmail(config.agentEmail)
  // Without the designated agent it is told apart from the visitor's words by its head.
  if (agent?.kind !== 'done')
    return await asVisitor(from, thread, { parts: [{ kind: 'text', text: '— The bot wrote —' }, ...message.parts] })
  const parts = await partsOf(from, message)
  return parts.kind === 'done'
    ? done({ message_parts: parts.value, message_type: 'normal', actor_type: 'agent', actor_id: agent.value })
    : parts
}

async function asVisitor(from: Sending, { visitor }: Thread, message: Message): Promise<Outcome<Body>> {
  const parts = await partsOf(from, message)
  if (parts.kind !== 'done') return parts
  return done({
    message_parts: parts.value,
    message_type: 'normal',
    actor_type: 'user',
    actor_id: visitor.id,
    user_id: visitor.id,
  })
}

async function partsOf({ uploads }: Sending, message: Message): Promise<Outcome<VendorPart[]>> {
  const uploaded = await uploads.of(message.parts)
  if (uploaded.kind !== 'done') return uploaded
  const parts = toParts(message, (part) => uploaded.value.get(part))
  return parts ? done(parts) : refused('too-many-parts', 'Freshchat takes ten in one message')
}

/** A tap is answered with the button as it was offered, its payload and all. Null: it cannot be found, and the words must do. */
async function buttonBehind({ client }: Sending, thread: Thread, order: Say): Promise<object | null> {
  const isIt = ({ id }: { id?: string | undefined }): boolean => id === order.answers
  const listed = await recentMessages(client, thread.id, (page) => page.some(isIt))
  const offered = listed.kind === 'done' ? listed.value.find(isIt) : undefined
  if (!offered) return null
  const { choice, message } = order
  const label = plainText(message)
  return buttonFor([...(offered.reply_parts ?? []), ...(offered.message_parts ?? [])], { choice, label })
}
