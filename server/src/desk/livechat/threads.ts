import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import type { Answer } from '../http-answer.ts'
import type { VendorChat, VendorThread } from './wire.ts'
import { vendorChat, vendorThreads } from './wire.ts'

/** Reads a chat, in an agent's eyes or the customer's: the shapes are the same, the ids of agents are not (vendors/livechat.md §0.8). */
export type Read = (action: 'get_chat' | 'list_threads', payload: object) => Promise<Outcome<Answer>>

/** Whole threads come with all their events; a page is a few. */
const perPage = 10
/** A chat of years has hundreds; what is missed is in the newest few. */
const pagesPerCall = 5

/** Newest first. `page`: where an unfinished walk goes on; null: it reached its end. */
export type Walk = { threads: VendorThread[]; page: string | null }

export async function newestThread(
  read: Read,
  chat: string,
): Promise<Outcome<{ chat: VendorChat; thread: VendorThread; date: Answer['date'] }>> {
  const answer = await read('get_chat', { chat_id: chat })
  if (answer.kind !== 'done') return answer
  const { data } = vendorChat.safeParse(answer.value.json)
  if (!data?.thread?.id)
    return { kind: 'retry', why: { code: 'odd-answer', detail: 'a chat without a thread' }, scope: 'delivery' }
  return done({ chat: data, thread: data.thread, date: answer.value.date })
}

/**
 * Walks back from a thread until `isEnough`. Pages may be short, empty or repeat (§1.6): threads are a chain, so where a page brings
 * nothing new the next one is asked for by its own id.
 */
export async function walkBack(
  read: Read,
  chat: string,
  from: { newest: VendorThread; page: string | null },
  isEnough: (thread: VendorThread) => boolean,
): Promise<Outcome<Walk>> {
  const threads: VendorThread[] = []
  const known = new Set<string>()
  const take = (some: VendorThread[]) => {
    const fresh = some.filter(({ id }) => id !== undefined && !known.has(id))
    for (const { id } of fresh) known.add(id as string)
    threads.push(...fresh)
    return fresh
  }
  if (from.page === null) take([from.newest])
  const last = () => threads.at(-1)
  const isOver = () => {
    const oldest = last()
    return oldest !== undefined && (isEnough(oldest) || oldest.previous_thread_id === undefined)
  }
  let page = from.page
  for (let n = 0; !isOver(); n++) {
    if (n >= pagesPerCall && page !== null) return done({ threads, page })
    const answer = await read('list_threads', {
      chat_id: chat,
      ...(page === null ? { limit: perPage } : { page_id: page }),
    })
    if (answer.kind !== 'done') return answer
    const { data } = vendorThreads.safeParse(answer.value.json)
    if (!data) return { kind: 'retry', why: { code: 'odd-list', detail: 'threads' }, scope: 'delivery' }
    const fresh = take(data.threads)
    page = data.next_page_id ?? null
    if (fresh.length > 0 && page !== null) continue
    if (isOver()) break
    return await byChain(read, chat, threads, isEnough)
  }
  return done({ threads, page: null })
}

async function byChain(
  read: Read,
  chat: string,
  threads: VendorThread[],
  isEnough: (thread: VendorThread) => boolean,
): Promise<Outcome<Walk>> {
  for (let n = 0; n < 50; n++) {
    const oldest = threads.at(-1)
    if (!oldest?.previous_thread_id || isEnough(oldest)) break
    const answer = await read('get_chat', { chat_id: chat, thread_id: oldest.previous_thread_id })
    if (answer.kind !== 'done') return answer
    const thread = vendorChat.safeParse(answer.value.json).data?.thread
    if (!thread?.id || threads.some(({ id }) => id === thread.id)) break
    threads.push(thread)
  }
  return done({ threads, page: null })
}
