import type { Account } from './account.ts'
import type { Chat, ChatEvent, Json, Thread, Time } from './records.ts'

/** Customers and agents see the same things in different words (contract 0.8, 6.1). */
export type Surface = 'customer' | 'agent'

/** The same human agent has two ids, and nothing joins them (contract 0.8). */
export function personId(account: Account, surface: Surface, id: string): string {
  return surface === 'agent' ? id : (account.agent(id)?.hex ?? id)
}

/** Whether the surface shows the event at all. */
export function isShown(account: Account, surface: Surface, event: ChatEvent): boolean {
  if (surface === 'agent') return true
  if (event.deleted) return false
  return event.visibility === 'all' || account.faults.take('leakNotes', 'event') !== null
}

/** What the surface shows of a thread; `until` (ms) hides what is too new for a list. */
export function shownEvents(
  account: Account,
  surface: Surface,
  thread: Thread,
  until = Number.POSITIVE_INFINITY,
): Json[] {
  return thread.events
    .filter((event) => Date.parse(event.at) <= until && isShown(account, surface, event))
    .map((event) => wireEvent(account, surface, event))
}

export function wireEvent(account: Account, surface: Surface, event: ChatEvent): Json {
  return {
    id: event.id,
    created_at: surface === 'agent' ? wireTime(account, event.at) : event.at,
    type: event.type,
    ...(event.author !== null && { author_id: personId(account, surface, event.author) }),
    ...(event.customId !== null && { custom_id: event.customId }),
    ...(Object.keys(event.properties).length > 0 && { properties: event.properties }),
    ...(event.deleted ? { deleted: true } : event.content),
    ...audience(account, surface, event),
  }
}

/** `visibility` always on the agents' side; customers get the older word, and not on every type (contract 6.1). */
function audience(account: Account, surface: Surface, event: ChatEvent): Json {
  if (surface === 'agent') return { visibility: event.visibility }
  const says =
    event.type === 'system_message' ||
    event.type === 'filled_form' ||
    event.visibility === 'agents' ||
    account.faults.take('recipientsEverywhere', 'event')
  return says ? { recipients: event.visibility } : {}
}

/** Some samples of the agents' side use an offset instead of Z (contract 1.6). */
export function wireTime(account: Account, time: Time): string {
  if (!account.faults.take('offsetTimes', 'event')) return time
  const micros = time.slice(-7, -1)
  const local = new Date(Date.parse(time) + 7_200_000).toISOString().slice(0, 19)
  return `${local}.${micros}+02:00`
}

/** Whether the customer may know that this person exists. */
export function isKnownTo(surface: Surface, chat: Chat, thread: Thread, id: string): boolean {
  if (surface === 'agent' || id === chat.customer) return true
  if (chat.users.some((user) => user.id === id && user.visibility === 'all')) return true
  return thread.events.some((event) => event.author === id && event.visibility === 'all')
}
