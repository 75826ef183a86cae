import type { Ms } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { AccountId, DeliveryId } from '../../conversation/ids.ts'
import type { DeskEventBody } from '../desk.ts'
import { vendorId, vendorTime } from './convert.ts'
import type { Keeps } from './file-hosts.ts'
import { actorOf } from './said.ts'
import type { Sightings } from './sightings.ts'
import type { VendorClock } from './vendor-clock.ts'
import type { VendorPayload, VendorThread, VendorUser } from './wire.ts'

export type Hearing = {
  account: AccountId
  clock: VendorClock
  sightings: Sightings
  /** Hears of agents by name whenever a webhook shows them whole. */
  met(user: VendorUser): void
  /** Something of ours came back. */
  echo(customId: string | undefined): void
  /** On the agents' side an event is by that author. */
  wrote(event: string, author: string): void
  /** What we opened began in these groups; null: not said. */
  grouped(opening: DeliveryId, groups: number[] | null): void
  /** Which files are told as what they are. */
  keeps: Keeps
}

/** What it says, and which other news undoes it. Undefined: nothing that we know, or may know. */
export function stateOf(
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
      // A transfer is told in many words (trap 8.20). Only a place in the queue proves that nobody has it, and only a name
      // without one that somebody has. Both together, as in the vendor's sample, are a place and no more; for the rest, who comes
      // and goes is told by those two.
      if (queue) return [to === undefined ? [{ kind: 'transferred', to: null }, queued(queue)] : queued(queue)]
      return to === undefined ? undefined : [{ kind: 'transferred', to }]
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
      // As the vendor's own client reads it (§7.2).
      const place = asPlace.safeParse(properties?.['lc2']).data
      return place && [queued({ position: place.queue_pos, wait_time: place.queue_waiting_time })]
    }
    default:
      return undefined
  }
}

const asPlace = z.object({
  queue_pos: z.number().positive(),
  queue_waiting_time: z.number().optional().catch(undefined),
})

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

/** A place in a thread's queue is told by lists and by beginnings, and is the same place. */
export const queuedId = (thread: string, { position, wait_time }: NonNullable<VendorThread['queue']>): string =>
  `queued:${thread}:${position}:${wait_time}`

export function meet(from: Hearing, chat: string, user: VendorUser): void {
  if (user.type === 'customer' || user.id === undefined) return
  from.met(user)
  if (user.visibility === 'all') from.sightings.show(chat, user.id)
}
