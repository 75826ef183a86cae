import { createHash } from 'node:crypto'
import type { AccountId } from '../../conversation/ids.ts'
import type { DeskEvent, DeskEventBody } from '../desk.ts'
import { isOpening, threadRef, vendorId, vendorTime } from './convert.ts'
import { actorOf, begunId, deletedId, endedId, eventOf } from './said.ts'
import { type Hearing, meet, stateOf } from './states.ts'
import type { VendorPayload, VendorThread } from './wire.ts'

/** What a webhook tells; nothing here knows which chats are ours. */
export function told(from: Hearing, action: string, payload: VendorPayload): DeskEvent[] {
  if (action === 'incoming_chat') return chatBegan(from, payload)
  const { chat_id, thread_id: stretch = null } = payload
  if (chat_id === undefined) return []
  const place = { account: from.account, thread: threadRef(chat_id), stretch, surface: 'agents' as const }
  const facts = { account: place.account, thread: place.thread, stretch }
  const name = action.slice(0, 60)
  const unknown = (): DeskEvent => ({
    ...facts,
    id: `hint:${from.sightings.name({ action, payload })}`,
    at: from.clock.now(),
    kind: 'unknown',
    name,
  })

  switch (action) {
    case 'incoming_event': {
      const event = payload.event && eventOf(place, payload.event)
      if (!event) return [unknown()]
      from.clock.heard(event.at)
      from.echo(payload.event?.custom_id)
      if (event.kind === 'said') from.sightings.said(event.id, wordingOf(event))
      if (event.kind === 'said' && event.audience === 'public' && event.by.kind === 'agent' && event.by.id !== null)
        from.sightings.show(chat_id, event.by.id)
      return [event]
    }
    case 'event_updated': {
      const event = payload.event && eventOf(place, payload.event)
      if (event?.kind === 'deleted') return [event]
      if (event?.kind !== 'said') return [unknown()]
      // A customer's words cannot be edited: what is new of them (a link's facts) is no news to read.
      if (event.by.kind === 'visitor') return [unknown()]
      const { id, audience, message } = event
      // Facts about a link come as an update too, and change no word (§7.1).
      if (!from.sightings.isReworded(id, wordingOf(event))) return [unknown()]
      const version = digest(wordingOf(event))
      return [
        {
          ...facts,
          at: event.at,
          id: `edited:${id}:${version}`,
          kind: 'edited',
          target: vendorId(id),
          audience,
          message,
        },
      ]
    }
    case 'event_deleted': {
      const { event_id } = payload
      if (event_id === undefined) return [unknown()]
      return [{ ...facts, at: from.clock.now(), id: deletedId(event_id), kind: 'deleted', target: vendorId(event_id) }]
    }
    case 'chat_deactivated':
      if (stretch === null) return [unknown()]
      return [{ ...facts, at: from.clock.now(), id: endedId(stretch), kind: 'resolved', by: enderOf(payload.user_id) }]
    default: {
      const [body, undoes] = stateOf(from, action, payload) ?? []
      if (!body) return [unknown()]
      const names = [body].flat().map((one) => ({ action, chat_id, stretch, ...one }))
      return [body].flat().map((one, n) => ({
        ...facts,
        at: from.clock.now(),
        id: `${name}:${from.sightings.name(names[n] as object, undoes && { action, chat_id, stretch, ...undoes })}`,
        ...one,
      }))
    }
  }
}

/** A thread began: its first words, and whether it is an old chat that somebody opened again. */
function chatBegan(from: Hearing, { chat }: VendorPayload): DeskEvent[] {
  const thread = chat?.thread
  if (!chat?.id || !thread?.id) return []
  for (const user of chat.users) meet(from, chat.id, user)
  const place = { account: from.account, thread: threadRef(chat.id), stretch: thread.id, surface: 'agents' as const }
  const events = thread.events.flatMap((event) => eventOf(place, event) ?? [])
  for (const event of events) from.clock.heard(event.at)
  for (const { custom_id } of thread.events) from.echo(custom_id)
  const again = reopenedBy(place, thread)
  return again ? [again, ...events] : events
}

/** Not when we did it ourselves: a stay of ours begins with its context. */
export function reopenedBy(
  place: { account: AccountId; thread: ReturnType<typeof threadRef> },
  { id, created_at, previous_thread_id, events }: VendorThread,
): DeskEvent | null {
  const at = vendorTime(created_at)
  if (!id || at === null || !previous_thread_id) return null
  if (events.some(({ author_id, custom_id }) => actorOf(author_id).kind === 'visitor' && isOpening(custom_id)))
    return null
  return { account: place.account, thread: place.thread, stretch: id, id: begunId(id), at, kind: 'reopened' }
}

/** Absent: the router, or the system (§7.1, trap 8.19). */
function enderOf(user: string | undefined): 'agent' | 'visitor' | 'system' {
  if (user === undefined) return 'system'
  return actorOf(user).kind === 'visitor' ? 'visitor' : 'agent'
}

const wordingOf = ({ audience, message }: DeskEventBody & { kind: 'said' }) => ({ audience, message })

const digest = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16)
