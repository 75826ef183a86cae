import { never } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure } from '../../outcome.ts'
import type { Order, Receipt, Thread } from '../desk.ts'
import type { Agents } from './agents.ts'
import type { Client } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { textOf, toManyMessages, toParts } from './convert.ts'
import type { Directory } from './directory.ts'
import { findNote, findSaid, receiptOf } from './find.ts'
import { messagesPath } from './messages.ts'
import { hasFailed } from './said.ts'
import { assign, close } from './state-orders.ts'
import { vendorMessage } from './wire.ts'

export type Sending = { client: Client; config: FreshchatConfig; agents: Agents; directory: Directory }

export async function send(from: Sending, thread: Thread, order: Order, doubt: boolean): Promise<Outcome<Receipt>> {
  switch (order.kind) {
    case 'say': {
      const found = doubt ? await find(from, thread, order) : done(null)
      if (found.kind !== 'done') return found
      if (found.value) return done(found.value)
      return await post(
        from.client,
        thread,
        order.as === 'visitor' ? asVisitor(thread, order.message) : await asBot(from, thread, order.message),
      )
    }
    case 'note':
      return await write(from, thread, order.text, doubt)
    case 'assign':
      return await assign(from, thread, order.to)
    case 'close':
      return await close(from.client, thread)
    case 'rate':
      return refused('no-rating', 'ratings are not passed on to Freshchat')
    default:
      return never(order)
  }
}

/** Assignments and resolutions may be done twice without harm; they are never looked for. */
export async function find(from: Sending, thread: Thread, order: Order): Promise<Outcome<Receipt | null>> {
  switch (order.kind) {
    case 'say':
      if (order.as === 'bot') return await findBot(from, thread, order.message)
      return await findSaid(from.client, thread, order, textOf(toParts(order.message)))
    case 'note': {
      const agent = await designated(from)
      if (agent.kind !== 'done') return agent
      let last: Outcome<Receipt | null> = done(null)
      for (const body of notes(agent.value, order.text)) {
        last = await findNote(from.client, thread, agent.value, textOf(body.message_parts))
        if (last.kind !== 'done' || last.value === null) return last
      }
      return last
    }
    case 'assign':
    case 'close':
    case 'rate':
      return done(null)
    default:
      return never(order)
  }
}

type Body = {
  message_parts: unknown[]
  message_type: 'normal' | 'private'
  actor_type: 'user' | 'agent'
  actor_id: string
  user_id?: string
}

const asVisitor = (thread: Thread, message: Message): Body => ({
  message_parts: toParts(message),
  message_type: 'normal',
  actor_type: 'user',
  actor_id: thread.visitor.id,
  user_id: thread.visitor.id,
})

/** As the designated agent; without one it is told apart from the visitor's words by its head. */
async function asBot(from: Sending, thread: Thread, message: Message): Promise<Body> {
  const agent = from.config.agentEmail === null ? null : await from.agents.byEmail(from.config.agentEmail)
  if (agent?.kind === 'done')
    return { message_parts: toParts(message), message_type: 'normal', actor_type: 'agent', actor_id: agent.value }
  return asVisitor(thread, { parts: [{ kind: 'text', text: '— The bot wrote —' }, ...message.parts] })
}

/** The bot's words have no place of their own to be found by: the thread's beginning is where the search begins. */
async function findBot(from: Sending, thread: Thread, message: Message): Promise<Outcome<Receipt | null>> {
  const body = await asBot(from, thread, message)
  return await findSaid(from.client, thread, { last: null }, textOf(body.message_parts), {
    kind: body.actor_type,
    id: body.actor_id,
  })
}

/** A long one takes several messages; what is there of them already is not written again. */
async function write(from: Sending, thread: Thread, text: string, doubt: boolean): Promise<Outcome<Receipt>> {
  const agent = await designated(from)
  if (agent.kind !== 'done') return agent
  const bodies = notes(agent.value, text)
  let last: Outcome<Receipt> = refused('blank', 'there is nothing in it')
  for (const body of bodies) {
    const found =
      doubt || bodies.length > 1
        ? await findNote(from.client, thread, agent.value, textOf(body.message_parts))
        : done(null)
    if (found.kind !== 'done') return found
    last = found.value ? done(found.value) : await post(from.client, thread, body)
    if (last.kind !== 'done') return last
  }
  return last
}

const notes = (agent: string, text: string): Body[] =>
  toManyMessages(text).map((message_parts) => ({
    message_parts,
    message_type: 'private',
    actor_type: 'agent',
    actor_id: agent,
  }))

async function designated({ config, agents }: Sending): Promise<Outcome<string>> {
  if (config.agentEmail === null)
    return refused(
      'no-agent',
      'a note needs somebody to write it',
      'Write agentEmail: with the e-mail address of an agent.',
    )
  return await agents.byEmail(config.agentEmail)
}

async function post(client: Client, thread: Thread, body: Body): Promise<Outcome<Receipt>> {
  if (body.message_parts.length === 0) return refused('blank', 'there is nothing in it that can be sent')
  const posted = await client.post(messagesPath(thread.id), body)
  if (posted.kind === 'refused' && posted.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (posted.kind !== 'done') return posted
  const { data } = vendorMessage.safeParse(posted.value.json)
  if (!data) return unsure('odd-answer')
  // A 2xx may still carry a failure (trap 5.4).
  if (hasFailed(data)) return refused('embedded-error', 'Freshchat took the message and failed to send it')
  if (!data.id) return unsure('no-id', 'the new message came without an id')
  return done(receiptOf(data))
}
