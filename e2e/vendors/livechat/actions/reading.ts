import { fields, flag, listOf, number, object, oneOf, text, wholeNumber, words } from '../../shape.ts'
import { activeThread } from '../account.ts'
import type { Action, Call } from '../call.ts'
import type { Result } from '../errors.ts'
import { done, fail, invalid } from '../errors.ts'
import { askedFor, cut, visibleUntil } from '../paging.ts'
import type { Chat, Json } from '../records.ts'
import { wireChat, wireSummary, wireThread } from '../wire-chats.ts'
import { reachChat, surfaceOf, threadOrLast } from './reach.ts'

const order = oneOf('asc', 'desc')

export const listChats: Action = {
  shape: fields(
    {},
    {
      limit: wholeNumber(1, 100),
      sort_order: order,
      page_id: text,
      filters: fields(
        {},
        { active: flag, include_chats_without_threads: flag, group_ids: listOf(number), properties: object },
      ),
    },
  ),
  scope: 'chats--access:ro',
  run(call) {
    const page = askedFor(call)
    if ('failure' in page) return page
    const { account } = call
    const surface = surfaceOf(call)
    const { limit = 10, sort_order, filters } = page.asked as { limit?: number; sort_order?: string; filters?: Filters }
    if (surface === 'customer' && limit > 25) return invalid('`limit` must be at most 25')
    if (surface === 'customer' && filters) call.breach('customers cannot filter list_chats')
    const until = visibleUntil(call)
    const all = account.state.chats
      .filter((chat) => !('failure' in reachChat(call, chat.id)) && Date.parse(chat.threads[0]?.at ?? '') <= until)
      .filter((chat) => surface === 'customer' || fits(chat, filters ?? {}))
      .sort((a, b) => (a.threads.at(-1)?.at ?? '').localeCompare(b.threads.at(-1)?.at ?? ''))
    if (sort_order !== 'asc') all.reverse()
    const { items, pages } = cut(call, all, { asked: page.asked, from: page.from, size: limit })
    return done({
      chats_summary: items.map((chat) => wireSummary(account, surface, chat, until)),
      [surface === 'customer' ? 'total_chats' : 'found_chats']: all.length,
      ...pages,
    })
  },
}

type Filters = { active?: boolean; group_ids?: number[]; properties?: Record<string, Json> }

function fits(chat: Chat, { active, group_ids }: Filters): boolean {
  if (active !== undefined && (activeThread(chat) !== null) !== active) return false
  return !group_ids || chat.groups.some((group) => group_ids.includes(group))
}

/** `thread`, singular (contract 8.12). */
export const getChat: Action = {
  shape: fields({ chat_id: words() }, { thread_id: text }),
  scope: 'chats--access:ro',
  run(call) {
    const chat = reachChat(call, call.payload.chat_id)
    if ('failure' in chat) return chat
    const thread = threadOrLast(chat, call.payload.thread_id)
    if (!thread) return invalid('`thread_id` not found in the chat')
    const { who } = call
    return done({
      ...wireChat(call.account, who.kind, chat, thread),
      ...(who.kind === 'agent' && { is_followed: chat.followers.includes(who.agent.id) }),
    })
  },
}

export const listThreads: Action = {
  shape: fields(
    { chat_id: words() },
    {
      sort_order: order,
      limit: wholeNumber(1, 100),
      page_id: text,
      min_events_count: wholeNumber(1, 100),
      filters: object,
    },
  ),
  scope: 'chats--access:ro',
  run: (call) => {
    const chat = reachChat(call, call.payload.chat_id)
    return 'failure' in chat ? chat : threadsOf(call, chat)
  },
}

function threadsOf(call: Call, chat: Chat): Result {
  const { chat_id: _chat, ...rest } = call.payload
  const page = askedFor({ ...call, payload: rest })
  if ('failure' in page) return page
  const { limit, min_events_count, sort_order } = page.asked as ThreadsAsked
  if (limit !== undefined && min_events_count !== undefined) {
    return fail('validation', '`limit` and `min_events_count` cannot be used together')
  }
  const until = visibleUntil(call)
  const all = chat.threads.filter((thread) => Date.parse(thread.at) <= until)
  if (sort_order !== 'asc') all.reverse()
  const wired = all.map((thread) => wireThread(call.account, surfaceOf(call), chat, thread, until))
  const size = limit ?? (min_events_count ? enough(wired.slice(page.from), min_events_count) : 3)
  const { items, pages } = cut(call, wired, { asked: page.asked, from: page.from, size })
  return done({ threads: items, found_threads: all.length, ...pages })
}

type ThreadsAsked = { limit?: number; min_events_count?: number; sort_order?: string }

/** As many threads as hold so many events together. */
function enough(threads: Json[], events: number): number {
  let count = 0
  const at = threads.findIndex((thread) => {
    count += (thread.events as unknown[]).length
    return count >= events
  })
  return at < 0 ? Math.max(1, threads.length) : at + 1
}
