import type { AccountId } from '../../conversation/ids.ts'
import type { DeskEvent } from '../desk.ts'
import { isOpening, openingKey, threadRef, vendorId, vendorTime } from './convert.ts'
import { ratingOf } from './rating.ts'
import { actorOf, begunId, deletedId, editedId, endedId, eventOf, type Place, type Surface, versionOf } from './said.ts'
import { type Hearing, meet, queued, queuedId, stateOf } from './states.ts'
import type { VendorEvent, VendorPayload, VendorThread } from './wire.ts'

/** What a webhook tells, or a push to a customer; nothing here knows which chats are ours. */
export function told(from: Hearing, action: string, payload: VendorPayload, surface: Surface = 'agents'): DeskEvent[] {
  if (action === 'incoming_chat') return chatBegan(from, payload, surface)
  const { chat_id, thread_id: stretch = null } = payload
  if (chat_id === undefined) return []
  const place = { account: from.account, thread: threadRef(chat_id), stretch, surface, keeps: from.keeps }
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
      if (!event || from.sightings.isBuried(event.id)) return [unknown()]
      noted(from, place, payload.event as VendorEvent, event)
      if (event.kind === 'said' && event.audience === 'public' && event.by.kind === 'agent' && event.by.id !== null)
        from.sightings.show(chat_id, event.by.id)
      return [event]
    }
    case 'event_updated': {
      const event = payload.event && eventOf(place, payload.event)
      if (event?.kind === 'deleted') {
        from.sightings.bury(event.target)
        return [event]
      }
      if (event?.kind !== 'said' || from.sightings.isBuried(event.id)) return [unknown()]
      // A customer's words cannot be edited: what is new of them (a link's facts) is no news to read.
      if (event.by.kind === 'visitor') return [unknown()]
      // Facts about a link come as an update too, and change no word (§7.1).
      return from.sightings.isReworded(event.id, versionOf(event)) ? [editOf(event)] : [unknown()]
    }
    case 'event_deleted': {
      const { event_id } = payload
      if (event_id === undefined) return [unknown()]
      from.sightings.bury(event_id)
      return [{ ...facts, at: from.clock.now(), id: deletedId(event_id), kind: 'deleted', target: vendorId(event_id) }]
    }
    case 'chat_deactivated':
      if (stretch === null) return [unknown()]
      return [{ ...facts, at: from.clock.now(), id: endedId(stretch), kind: 'resolved', by: enderOf(payload.user_id) }]
    default: {
      const rated = action === 'thread_properties_updated' && ratingOf(place, payload.properties, from.clock.now())
      if (rated) return [rated]
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
function chatBegan(from: Hearing, { chat }: VendorPayload, surface: Surface): DeskEvent[] {
  const thread = chat?.thread
  if (!chat?.id || !thread?.id) return []
  const place = { account: from.account, thread: threadRef(chat.id), stretch: thread.id, surface, keeps: from.keeps }
  if (surface === 'agents') {
    for (const user of chat.users) meet(from, chat.id, user)
    const opening = thread.events.map(({ custom_id }) => openingKey(custom_id)).find((key) => key !== null)
    if (opening) from.grouped(opening, chat.access?.group_ids ?? null)
  }
  const events = thread.events.flatMap((given) => {
    const event = eventOf(place, given)
    if (event) noted(from, place, given, event)
    return event ?? []
  })
  const again = reopenedBy(place, thread)
  const { queue } = thread
  const facts = { account: place.account, thread: place.thread, stretch: place.stretch }
  // By the id that a look gives it.
  const waits: DeskEvent[] =
    queue && thread.active !== false
      ? [{ ...facts, id: queuedId(thread.id, queue), at: from.clock.now(), ...queued(queue) }]
      : []
  return [...(again ? [again] : []), ...events, ...waits]
}

/** The words of an event as they are by now, for where it was told before. `again`: it said so once before, and something else since. */
export function editOf(event: DeskEvent & { kind: 'said' }, again: string | null = null): DeskEvent {
  const { account, thread, stretch, at, id, audience, message } = event
  const version = again === null ? versionOf(event) : `${versionOf(event)}<${again}`
  const facts = { account, thread, stretch, at }
  return { ...facts, id: editedId(id, version), kind: 'edited', target: vendorId(id), audience, message }
}

/** What one event teaches beside what it tells. */
function noted(from: Hearing, place: Place, { author_id, custom_id }: VendorEvent, event: DeskEvent): void {
  from.clock.heard(event.at)
  from.echo(custom_id)
  if (event.kind !== 'said') return
  from.sightings.said(event.id, versionOf(event))
  if (place.surface === 'agents' && author_id !== undefined && event.by.kind !== 'visitor')
    from.wrote(event.id, author_id)
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
