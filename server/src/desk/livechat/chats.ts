import type { VendorId, VendorTime } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, unsure } from '../../outcome.ts'
import type { DeskMemory, Receipt } from '../desk.ts'
import { vendorId, vendorTime } from './convert.ts'
import type { Caller } from './customers.ts'
import type { VendorChat, VendorEvent } from './wire.ts'
import { vendorChat, vendorChats } from './wire.ts'

/** A customer's chat. One for ever (vendors/livechat.md §0.4). */
export type Chat = { id: string; active: boolean }

/** Null: none, as far as the list shows; it may lag. */
export async function listChat(caller: Caller): Promise<Outcome<Chat | null>> {
  const listed = await caller('list_chats', { limit: 10 }, 'get')
  if (listed.kind !== 'done') return listed
  const { data } = vendorChats.safeParse(listed.value.json)
  const all = (data?.chats_summary ?? []).flatMap(({ id, active }) => (id ? [{ id, active: active === true }] : []))
  return done(all.find(({ active }) => active) ?? all[0] ?? null)
}

/** With one thread: the newest when none is named. Gone: it is nobody's, somebody else's, or its person was erased. */
export async function readChat(caller: Caller, chat: string, thread?: string): Promise<Outcome<VendorChat>> {
  const read = await caller('get_chat', { chat_id: chat, ...(thread !== undefined && { thread_id: thread }) }, 'get')
  if (read.kind !== 'done') return asGone(read)
  const { data } = vendorChat.safeParse(read.value.json)
  if (data?.thread?.id) return done(data)
  return { kind: 'retry', why: { code: 'odd-answer', detail: 'a chat without a thread' }, scope: 'delivery' }
}

/** A chat that is not ours any more, whoever asks. */
export function asGone<T>(outcome: Outcome<T>): Outcome<T> {
  if (outcome.kind !== 'refused') return outcome
  const { code } = outcome.why
  return code === 'authorization' || code === 'chat_anonymized' || code === 'not_found'
    ? { kind: 'gone', why: 'deleted' }
    : outcome
}

export type Found = { stretch: string; events: Map<string, VendorEvent & { id: string }> }

/**
 * Our events by their `custom_id`, in the newest thread or the one before it: what is in doubt is a minute old, and a thread may
 * have ended since. Null: not there.
 */
export async function findOwn(
  caller: Caller,
  chat: string,
  customer: VendorId,
  keys: string[],
): Promise<Outcome<Found | null>> {
  let thread: string | undefined
  for (let looked = 0; looked < 2; looked++) {
    const read = await readChat(caller, chat, thread)
    if (read.kind !== 'done') return read
    const found = ownIn(read.value, customer, keys)
    if (found.events.size > 0) return done(found)
    thread = read.value.thread?.previous_thread_id
    if (thread === undefined) return done(null)
  }
  return done(null)
}

export function ownIn({ thread }: VendorChat, customer: VendorId, keys: string[]): Found {
  const events: Found['events'] = new Map()
  for (const event of thread?.events ?? []) {
    const { id, author_id, custom_id } = event
    if (id && author_id === customer && custom_id !== undefined && keys.includes(custom_id) && !events.has(custom_id))
      events.set(custom_id, { ...event, id })
  }
  return { stretch: thread?.id ?? '', events }
}

export const receiptOf = ({ id, created_at }: VendorEvent & { id: string }): Receipt => ({
  id: vendorId(id),
  at: vendorTime(created_at),
})

/** The chat of a customer as we saw it last: lists may lag behind (§8.4), and one more chat is refused. */
export async function rememberChat(memory: DeskMemory, customer: VendorId, chat: string): Promise<void> {
  const row = await memory.get(chatKey(customer))
  if (row?.value !== chat) await memory.set(chatKey(customer), chat, row?.version ?? null)
}
export async function rememberedChat(memory: DeskMemory, customer: VendorId): Promise<string | null> {
  const value = (await memory.get(chatKey(customer)))?.value
  return typeof value === 'string' ? value : null
}
const chatKey = (customer: VendorId): string => `chat:${customer}`

export const oddAnswer = unsure('odd-answer', 'the answer names no id')
export const earliest = (times: (VendorTime | null)[]): VendorTime | null =>
  times.reduce((least, at) => (at === null || (least !== null && least <= at) ? least : at), null)
