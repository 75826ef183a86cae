import type { Livechat } from '../vendors/livechat/livechat.ts'
import type { Chat, ChatEvent, Thread } from '../vendors/livechat/records.ts'
import type { DeskLine, DeskThread } from './desk-thread.ts'

/** Of a name as `<chat>` or `<chat>/<thread>`. */
export const chatOf = (name: string): string => name.split('/')[0] ?? ''

/** A thread that an agent began is no opening of a client's. */
export const openings = (chats: Chat[], byAgents: Set<Thread>): string[] =>
  chats
    .flatMap(({ id, threads }) => threads.filter((thread) => !byAgents.has(thread)).map((thread) => ({ id, thread })))
    .sort((a, b) => a.thread.at.localeCompare(b.thread.at))
    .map(({ id, thread }) => `${id}/${thread.id}`)

/** `from`: the thread with which it begins. */
export function threadOf({ agents }: Livechat, chat: Chat, from?: string): DeskThread {
  const holder = chat.users.find(({ type, visibility, present }) => type === 'agent' && visibility === 'all' && present)
  const begin = from === undefined ? 0 : chat.threads.findIndex(({ id }) => id === from)
  if (begin < 0) throw new Error(`the chat "${chat.id}" has no thread "${from}"`)
  const bots = new Set(agents.filter(({ bot }) => bot).map(({ id }) => id))
  return {
    id: chat.id,
    user: chat.customer,
    open: chat.threads.at(-1)?.active ?? false,
    agent: holder?.id ?? null,
    lines: chat.threads
      .slice(begin)
      .flatMap(({ events }) => events)
      .filter(({ deleted }) => !deleted)
      .map((event) => lineOf(event, chat.customer, bots)),
  }
}

function lineOf(event: ChatEvent, customer: string, bots: Set<string>): DeskLine {
  const { id, at, author, visibility, client, text } = event
  return { id, at: Date.parse(at), byApi: client !== null, text, by: kindOf() }

  function kindOf(): DeskLine['by'] {
    if (author === null) return 'notice'
    if (visibility === 'agents') return 'note'
    if (author === customer) return 'visitor'
    return bots.has(author) ? 'bot' : 'agent'
  }
}
