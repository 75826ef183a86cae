import { never } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { KeptFiles, Order, Receipt, Thread } from '../desk.ts'
import { asGone, findOwn, oddAnswer, readChat, receiptOf } from './chats.ts'
import type { NewPart } from './convert.ts'
import { toEvents, vendorId } from './convert.ts'
import type { Caller, Customers } from './customers.ts'
import { upload } from './files.ts'
import { nobodyThere } from './mint.ts'
import { postbackOf } from './taps.ts'
import { vendorSent } from './wire.ts'

export type Sending = { customers: Customers; files: KeptFiles | null }
/** `choice`: which of our choices of the message `answers` the visitor tapped; without it, the one with these words. */
type Say = Order & { kind: 'say'; choice?: string }

export async function send(from: Sending, thread: Thread, order: Order, doubt: boolean): Promise<Outcome<Receipt>> {
  const caller = from.customers.as(thread.visitor.id)
  switch (order.kind) {
    case 'say':
      return lost(await say({ ...from, caller }, thread, order, doubt))
    case 'close':
      return lost(await close(caller, thread))
    case 'rate':
      return lost(await rate(caller, thread, order))
    case 'note':
      return refused('no-notes', 'LiveChat lets customers write no notes: what was said before is part of the opening')
    case 'assign':
      return refused('no-assignment', 'LiveChat lets customers assign nobody: the group of the desk says who is asked')
    default:
      return never(order)
  }
}

/** By `custom_id`. What may be done twice without harm is never looked for. */
export async function find(
  { customers, files }: Sending,
  thread: Thread,
  order: Order,
): Promise<Outcome<Receipt | null>> {
  if (order.kind !== 'say') return done(null)
  const events = eventsOf(order, files !== null)
  const first = events[0]
  if (!first) return done(null)
  const found = await look(customers.as(thread.visitor.id), thread, events)
  if (found.kind !== 'done') return lost(found)
  const receipt = found.value.get(first.custom_id)
  return done(receipt && found.value.size === events.length ? receipt : null)
}

type Saying = Sending & { caller: Caller }

async function say(from: Saying, thread: Thread, order: Say, doubt: boolean): Promise<Outcome<Receipt>> {
  const { caller } = from
  const events = eventsOf(order, from.files !== null)
  if (events.length === 0) return refused('blank', 'there is nothing in it that can be sent')
  // Of several pieces some may be there from a try that was cut off.
  const found = doubt || events.length > 1 ? await look(caller, thread, events) : done(new Map<string, Receipt>())
  if (found.kind !== 'done') return found
  let first: Receipt | null = null
  for (const event of events) {
    const there = found.value.get(event.custom_id)
    const sent: Outcome<Receipt> = there ? done(there) : await postPart(from, thread, event, order)
    if (sent.kind !== 'done') return sent
    first ??= sent.value
  }
  return done(first ?? { id: null, at: null })
}

async function postPart(
  { caller, files }: Saying,
  thread: Thread,
  { file, ...words }: NewPart,
  { choice, answers }: Say,
): Promise<Outcome<Receipt>> {
  const inWords = { type: 'message' as const, ...words }
  if (file && files) {
    const url = await upload(caller, files, file)
    if (url.kind !== 'done') return url
    if (url.value === null) return await post(caller, thread, inWords)
    return await post(caller, thread, { type: 'file', url: url.value, custom_id: words.custom_id })
  }
  const isTap = choice !== undefined || answers !== undefined
  const postback = isTap ? await postbackOf(caller, thread.id, { label: words.text, choice, answers }) : null
  if (!postback) return await post(caller, thread, inWords)
  const tapped = await post(caller, thread, { ...inWords, postback })
  // The button went away meanwhile; what the visitor said with it stays said.
  return tapped.kind === 'refused' ? await post(caller, thread, inWords) : tapped
}

async function look(caller: Caller, thread: Thread, events: NewPart[]): Promise<Outcome<Map<string, Receipt>>> {
  const keys = events.map(({ custom_id }) => custom_id)
  const found = await findOwn(caller, thread.id, thread.visitor.id, keys)
  if (found.kind !== 'done') return found
  return done(new Map([...(found.value?.events ?? [])].map(([key, event]) => [key, receiptOf(event)])))
}

async function post(caller: Caller, thread: Thread, event: object): Promise<Outcome<Receipt>> {
  const sent = asGone(await caller('send_event', { chat_id: thread.id, event }, 'create'))
  // Agents and the router end threads (trap 8.5, 8.19): what is written after that is for whoever holds the visitor now.
  if (sent.kind === 'refused' && sent.why.code === 'chat_inactive') return { kind: 'gone', why: 'closed' }
  if (sent.kind !== 'done') return sent
  const id = vendorSent.safeParse(sent.value.json).data?.event_id
  return id ? done({ id: vendorId(id), at: sent.value.date }) : oddAnswer
}

/** `id`, not `chat_id` (trap 8.3). What is closed or gone is closed. */
async function close(caller: Caller, thread: Thread): Promise<Outcome<Receipt>> {
  const closed = asGone(await caller('deactivate_chat', { id: thread.id }, 'set'))
  if (closed.kind === 'done') return done({ id: null, at: closed.value.date })
  const isOver = closed.kind === 'gone' || (closed.kind === 'refused' && closed.why.code === 'chat_inactive')
  return isOver ? done({ id: null, at: null }) : closed
}

/** LiveChat knows good and bad (§3): the upper half is good. */
async function rate(caller: Caller, thread: Thread, order: Order & { kind: 'rate' }): Promise<Outcome<Receipt>> {
  let stretch = thread.stretch
  if (stretch === null) {
    const read = await readChat(caller, thread.id)
    if (read.kind !== 'done') return read
    stretch = read.value.thread?.id ?? ''
  }
  const rating = { score: order.score >= 3 ? 1 : 0, ...(order.comment !== undefined && { comment: order.comment }) }
  const place = { chat_id: thread.id, thread_id: stretch }
  const rated = asGone(await caller('update_thread_properties', { ...place, properties: { rating } }, 'set'))
  return rated.kind === 'done' ? done({ id: null, at: rated.value.date }) : rated
}

const eventsOf = (order: Say, files: boolean): NewPart[] =>
  toEvents(
    order.as === 'visitor'
      ? order.message
      : { parts: [{ kind: 'text', text: '— The bot wrote —' }, ...order.message.parts] },
    order.key,
    files,
  )

/** LiveChat knows the visitor no more, and nobody else may write there. */
function lost<T>(outcome: Outcome<T>): Outcome<T> {
  return outcome.kind === 'refused' && outcome.why.code === nobodyThere ? { kind: 'gone', why: 'deleted' } : outcome
}
