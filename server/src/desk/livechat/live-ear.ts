import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Desk, DeskEvent, Thread } from '../desk.ts'
import type { AgentIds } from './agent-ids.ts'
import { vendorTime } from './convert.ts'
import { keepsNothing } from './file-hosts.ts'
import { audienceOf, authorOf, eventOf } from './said.ts'
import { type Hearing, queued } from './states.ts'
import { told } from './told.ts'
import { type VendorEvent, type VendorPush, vendorPush } from './wire.ts'

export type LiveTo = Parameters<Desk['watch']>[1]

/** What a socket of one thread brings. `stop` forgets what it still holds back. */
export interface LiveEar {
  hear(action: string, payload: unknown): void
  stop(): void
}

/** What a login asks for. Who comes, goes and takes over is left to webhooks, which say it in one id for each agent (§0.8, trap 8.20). */
export const livePushes = [
  'incoming_chat',
  'incoming_event',
  'event_updated',
  'event_deleted',
  'chat_deactivated',
  'thread_properties_updated',
  'events_marked_as_seen',
  'queue_position_updated',
  'incoming_typing_indicator',
  'incoming_thinking_indicator',
  'incoming_event_preview',
] as const

/**
 * Webhooks are the feed that counts. An event of somebody whose two ids are not joined yet is held back so long for its webhook, and
 * is then told as of nobody in particular.
 */
const hold: Ms = 3_000
const mostHeld = 200

export type LiveHearing = { hearing: Hearing; ids: AgentIds; clock: Clock }

/** Pushes in a customer's eyes, in the same words and with the same ids as webhooks, and what passes beside them (§7.2). */
export function createLiveEar({ hearing, ids, clock }: LiveHearing, thread: Thread, to: LiveTo): LiveEar {
  const ours = thread.visitor.id
  const surface = { customer: ours }
  const held = new Map<string, { push: VendorPush; stop: () => void }>()

  function tell(events: DeskEvent[]): void {
    for (const event of events) if (event.thread === thread.id && event.kind !== 'unknown') to.event(event)
  }

  const tellPush = (action: string, push: VendorPush): void =>
    tell(told(hearing, action, { ...push, event: push.event && byTheirId(push.event) }, surface))

  function byTheirId(event: VendorEvent): VendorEvent {
    const there = event.author_id === undefined ? null : ids.of(event.author_id)
    return there === null ? event : { ...event, author_id: there }
  }

  function said(push: VendorPush, { id, author_id }: VendorEvent): void {
    if (id === undefined || author_id === undefined || author_id === ours) return tellPush('incoming_event', push)
    ids.toldHere(id, author_id)
    if (ids.isToldThere(id)) return
    if (ids.of(author_id) !== null) return tellPush('incoming_event', push)
    held.get(id)?.stop()
    const stop = clock.after(hold, () => {
      const late = held.get(id)
      held.delete(id)
      if (late && !ids.isToldThere(id)) tellPush('incoming_event', late.push)
    })
    held.set(id, { push, stop })
    const [oldest] = held.keys()
    if (held.size > mostHeld && oldest !== undefined) release(oldest)
  }

  function release(id: string): void {
    held.get(id)?.stop()
    held.delete(id)
  }

  /** Of an agent, by whoever that is. */
  function passes(author: string | undefined, on: boolean): void {
    if (author !== undefined && author !== ours) to.passing({ kind: 'typing', by: 'agent', on })
  }

  /** Half an answer: a bot's is shown as it grows, a person's is their own until they send it. */
  function previewed(event: VendorEvent): void {
    const by = authorOf(byTheirId(event).author_id, surface)
    if (event.author_id === ours || audienceOf(event, by, surface) !== 'public') return
    const isBot = by.kind === 'bot' && ids.of(event.author_id ?? '') !== null
    const facts = { account: thread.account, thread: thread.id, stretch: null }
    // A draft is not stored, so no file of it is fetched.
    const place = { ...facts, surface, keeps: keepsNothing }
    const draft = isBot
      ? eventOf(place, { ...event, id: 'preview', created_at: '1970-01-01T00:00:00Z', custom_id: undefined })
      : null
    if (draft?.kind !== 'said') return passes(event.author_id, true)
    to.passing({ kind: 'draft', by: 'bot', turn: event.custom_id ?? `preview:${thread.id}`, message: draft.message })
  }

  return {
    hear(action, payload) {
      const { data: push } = vendorPush.safeParse(payload)
      if (!push || (push.chat_id ?? push.chat?.id) !== thread.id) return
      const { event, typing_indicator: typing, author_id, queue, user_id, seen_up_to } = push
      switch (action) {
        case 'incoming_event':
          return event && said(push, event)
        case 'event_updated': {
          const waiting = event?.id === undefined ? undefined : held.get(event.id)
          if (waiting && event) waiting.push = { ...waiting.push, event }
          else tellPush(action, push)
          return
        }
        // What is held back of it comes too late then (sightings.ts).
        case 'event_deleted':
        case 'chat_deactivated':
        case 'thread_properties_updated':
          return tellPush(action, push)
        case 'incoming_chat':
          // Its words come by webhook; that it began again is news of its own.
          return tell(told(hearing, action, push, surface).filter(({ kind }) => kind === 'reopened'))
        case 'queue_position_updated':
          return queue && tell([placeOf(push, queue)])
        case 'events_marked_as_seen': {
          const upTo = vendorTime(seen_up_to)
          if (user_id !== undefined && user_id !== ours && upTo !== null)
            to.passing({ kind: 'seen', by: 'agent', upTo })
          return
        }
        case 'incoming_typing_indicator':
          // Whispers are typed, too (§7.2): what is not said to be for everybody is for nobody.
          return typing?.recipients === 'all' ? passes(typing.author_id, typing.is_typing !== false) : undefined
        case 'incoming_thinking_indicator':
          return isForAll(push) ? passes(author_id, true) : undefined
        case 'incoming_event_preview':
          return event && previewed(event)
      }
    },
    stop() {
      for (const id of [...held.keys()]) release(id)
    },
  }

  /** The contract shows no word of it here; where there is one, it can only keep it back. */
  function isForAll({ recipients, visibility }: VendorPush): boolean {
    return [recipients, visibility].every((word) => word === undefined || word === 'all')
  }

  function placeOf({ thread_id }: VendorPush, queue: NonNullable<VendorPush['queue']>): DeskEvent {
    const facts = { account: thread.account, thread: thread.id, stretch: thread_id ?? null }
    const id = `queued:${hearing.sightings.name({ ...facts, ...queue })}`
    return { ...facts, id, at: hearing.clock.now(), ...queued(queue) }
  }
}
