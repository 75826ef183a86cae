import type { Shape } from '../../shape.ts'
import { fields, listOf, mapOf, text, words } from '../../shape.ts'
import type { Action, Call } from '../call.ts'
import { merge } from '../chats.ts'
import type { Failure } from '../errors.ts'
import { done } from '../errors.ts'
import { properties } from '../event-shapes.ts'
import type { Level } from '../properties.ts'
import { asProperties, misplaced, strike } from '../properties.ts'
import type { Chat, ChatEvent, Properties, Thread } from '../records.ts'
import { notice } from '../writing.ts'
import { reachChat, reachEvent, reachThread } from './reach.ts'

type Place = { chat: Chat; thread?: Thread; event?: ChatEvent; into: Properties }

const ids: Record<Level, Record<string, Shape>> = {
  // The chat's own methods say `id` (contract 8.3).
  chat: { id: words() },
  thread: { chat_id: words(), thread_id: words() },
  event: { chat_id: words(), thread_id: words(), event_id: words() },
}

export const updateProperties = (level: Level): Action => ({
  shape: fields({ ...ids[level], properties }),
  scope: 'chats--access:rw',
  run(call) {
    const place = reach(call, level)
    if ('failure' in place) return place
    const news = asProperties(call.payload.properties)
    const wrong = misplaced(call.account, call.who.kind, level, news)
    if (wrong) return wrong
    merge(place.into, news)
    tell(call, place, 'updated', news)
    if (place.thread && !place.event && news.rating) rated(call, place.chat, place.thread, news.rating)
    return done()
  },
})

export const deleteProperties = (level: Level): Action => ({
  shape: fields({ ...ids[level], properties: mapOf(listOf(text)) }),
  scope: 'chats--access:rw',
  run(call) {
    const place = reach(call, level)
    if ('failure' in place) return place
    const gone = strike(place.into, call.payload.properties as Record<string, string[]>)
    tell(call, place, 'deleted', gone)
    if (place.thread && !place.event && gone.rating) {
      notice(call.account, place.chat, place.thread, 'rating.chat_rating_canceled', 'The rating was taken back')
    }
    return done()
  },
})

function reach(call: Call, level: Level): Place | { failure: Failure } {
  const { id, chat_id, thread_id, event_id } = call.payload
  switch (level) {
    case 'chat': {
      const chat = reachChat(call, id)
      return 'failure' in chat ? chat : { chat, into: chat.properties }
    }
    case 'thread': {
      const found = reachThread(call, chat_id, thread_id)
      return 'failure' in found ? found : { ...found, into: found.thread.properties }
    }
    case 'event': {
      const found = reachEvent(call, chat_id, thread_id, event_id)
      return 'failure' in found ? found : { ...found, into: found.event.properties }
    }
  }
}

function tell({ account }: Call, place: Place, how: 'updated' | 'deleted', what: object): void {
  const { chat, thread, event } = place
  const properties = what as Properties
  const names = what as Record<string, string[]>
  if (event && thread) {
    if (how === 'updated') account.tell({ action: 'event_properties_updated', chat, thread, event, properties })
    else account.tell({ action: 'event_properties_deleted', chat, thread, event, names })
  } else if (thread) {
    if (how === 'updated') account.tell({ action: 'thread_properties_updated', chat, thread, properties })
    else account.tell({ action: 'thread_properties_deleted', chat, thread, names })
  } else if (how === 'updated') account.tell({ action: 'chat_properties_updated', chat, properties })
  else account.tell({ action: 'chat_properties_deleted', chat, names })
}

/** A rating is a property, and also a line in the chat (contract 6.1). */
function rated({ account }: Call, chat: Chat, thread: Thread, rating: Record<string, unknown>): void {
  if (rating.score !== undefined) {
    const score = rating.score === 1 ? 'good' : 'bad'
    notice(account, chat, thread, 'rating.chat_rated', `The chat was rated ${score}`, { vars: { score } })
  }
  if (rating.comment !== undefined) notice(account, chat, thread, 'rating.chat_commented', 'The chat was commented')
}
