import { createHash, timingSafeEqual } from 'node:crypto'
import type { Ms } from '@baton/shared/ids.ts'
import type { AccountId } from '../../conversation/ids.ts'
import type { DeskEvent, DeskEventBody } from '../desk.ts'
import { isOpening, organizationOf, threadRef, vendorId, vendorTime } from './convert.ts'
import { actorOf, begunId, deletedId, endedId, eventOf } from './said.ts'
import type { Sightings } from './sightings.ts'
import type { VendorClock } from './vendor-clock.ts'
import type { VendorPayload, VendorThread, VendorUser } from './wire.ts'
import { vendorHook, vendorPayload } from './wire.ts'

export type Hearing = {
  account: AccountId
  /** Null: nothing can be proven. */
  secret: string | null
  clock: VendorClock
  sightings: Sightings
  /** Hears of agents by name whenever a webhook shows them whole. */
  met(user: VendorUser): void
  /** Something of ours came back. */
  echo(customId: string | undefined): void
}

/**
 * Compares the secret in the body (vendors/livechat.md §7.1: nothing signs it) and tells what the rest says. Never throws; what says
 * nothing is []. The secret is in none of it.
 */
export function readHook(from: Hearing, hook: { raw: Uint8Array; headers: Headers }): DeskEvent[] | 'forged' {
  let body: unknown
  try {
    body = JSON.parse(Buffer.from(hook.raw).toString())
  } catch {
    return 'forged'
  }
  const { data } = vendorHook.safeParse(body)
  if (!data || !isSecret(data.secret_key, from.secret)) return 'forged'
  if (data.organization_id !== organizationOf(from.account)) return []
  const payload = vendorPayload.safeParse(data.payload)
  return payload.success ? told(from, data.action ?? '', payload.data) : []
}

/** Digests, so that neither length nor letters take another time. */
function isSecret(given: unknown, secret: string | null): boolean {
  if (typeof given !== 'string' || secret === null) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

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

function meet(from: Hearing, chat: string, user: VendorUser): void {
  if (user.type === 'customer' || user.id === undefined) return
  from.met(user)
  if (user.visibility === 'all') from.sightings.show(chat, user.id)
}

/** What it says, and which other news undoes it. Undefined: nothing that we know, or may know. */
function stateOf(
  from: Hearing,
  action: string,
  payload: VendorPayload,
): [body: DeskEventBody | DeskEventBody[], undoes?: object] | undefined {
  const { chat_id = '', user, user_id, transferred_to, queue, seen_up_to, postback, event_id, properties } = payload
  switch (action) {
    case 'user_added_to_chat': {
      if (user?.id === undefined) return undefined
      meet(from, chat_id, user)
      // Supervisors and whoever writes without joining are nobody to a visitor (§7.1, trap 8.16).
      if (actorOf(user.id).kind === 'visitor' || user.type === 'customer') return undefined
      if (user.visibility !== 'all' || user.present === false) return undefined
      return [
        { kind: 'joined', agent: user.id },
        { action: 'user_removed_from_chat', kind: 'left', agent: user.id },
      ]
    }
    case 'user_removed_from_chat': {
      if (user_id === undefined || actorOf(user_id).kind === 'visitor') return undefined
      from.sightings.hide(chat_id, user_id)
      return [
        { kind: 'left', agent: user_id },
        { action: 'user_added_to_chat', kind: 'joined', agent: user_id },
      ]
    }
    case 'chat_transferred': {
      const [to] = transferred_to?.agent_ids ?? []
      // A transfer is told in many words (trap 8.20): who comes and goes is told by those two; here only a place in the queue
      // proves that nobody has it.
      if (to !== undefined) return [{ kind: 'transferred', to }]
      return queue ? [[{ kind: 'transferred', to: null }, queued(queue)]] : undefined
    }
    case 'events_marked_as_seen': {
      const upTo = vendorTime(seen_up_to)
      if (user_id === undefined || upTo === null) return undefined
      const by = actorOf(user_id)
      if (by.kind !== 'visitor' && !from.sightings.isShown(chat_id, user_id)) return undefined
      return [{ kind: 'seen', by, upTo }]
    }
    case 'incoming_rich_message_postback':
      if (event_id === undefined || postback?.id === undefined || postback.toggled === false) return undefined
      return [{ kind: 'tapped', target: vendorId(event_id), choice: postback.id }]
    case 'thread_properties_updated': {
      const rating = properties?.['rating'] as { score?: unknown; comment?: unknown } | undefined
      if (typeof rating?.score !== 'number') return undefined
      const comment = typeof rating.comment === 'string' ? { comment: rating.comment } : {}
      return [{ kind: 'rated', score: rating.score, ...comment }]
    }
    default:
      return undefined
  }
}

/** Seconds there, ms here (§6.2). */
export function queued({
  position,
  wait_time,
}: NonNullable<VendorThread['queue']>): DeskEventBody & { kind: 'queued' } {
  return {
    kind: 'queued',
    ...(position !== undefined && { position }),
    ...(wait_time !== undefined && { wait: (wait_time * 1_000) as Ms }),
  }
}

/** Absent: the router, or the system (§7.1, trap 8.19). */
function enderOf(user: string | undefined): 'agent' | 'visitor' | 'system' {
  if (user === undefined) return 'system'
  return actorOf(user).kind === 'visitor' ? 'visitor' : 'agent'
}

const wordingOf = ({ audience, message }: DeskEventBody & { kind: 'said' }) => ({ audience, message })

const digest = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 16)
