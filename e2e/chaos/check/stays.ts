import type { Seq } from '@baton/shared/ids.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Event } from '../../../server/src/conversation/events.ts'
import { textOf } from '../history.ts'

/** One stay with a desk, read from the log and from nowhere else. */
export type Stay = {
  id: string
  from: Seq
  /** The latest thread; null: none was ever opened. */
  thread: string | null
  opened: number
  lost: number
  /** The desk's ids of what we wrote when it was opened. */
  openingIds: string[]
  /** What the visitor said while it was under way. */
  said: { seq: Seq; text: string; failed: boolean }[]
  ended: HandoffEnd | null
  /** Its first end is still to come. */
  neverEnded: boolean
}

export function staysOf(events: Event[]): Stay[] {
  const stays = new Map<string, Stay>()
  let current: Stay | null = null
  const failed = new Set<number>()
  for (const event of events) {
    switch (event.kind) {
      case 'handoffRequested':
        current = {
          id: event.handoff,
          from: event.seq,
          thread: null,
          opened: 0,
          lost: 0,
          openingIds: [],
          said: [],
          ended: null,
          neverEnded: true,
        }
        stays.set(event.handoff, current)
        break
      case 'handoffResumed':
        current = stays.get(event.handoff) ?? null
        if (current) current.ended = null
        break
      case 'handoffEnded': {
        const stay = stays.get(event.handoff)
        if (stay) Object.assign(stay, { ended: event.how, neverEnded: false })
        if (stay === current) current = null
        break
      }
      case 'threadOpened': {
        const stay = stays.get(event.handoff)
        if (!stay) break
        stay.thread = event.thread
        stay.opened++
        stay.openingIds.push(...event.vendorIds)
        break
      }
      case 'threadLost': {
        const stay = stays.get(event.handoff)
        if (stay) stay.lost++
        break
      }
      case 'visitorSaid':
        if (event.key !== null) current?.said.push({ seq: event.seq, text: textOf(event.message), failed: false })
        break
      case 'deliveryChanged':
        if (event.state === 'failed') failed.add(event.target)
        else failed.delete(event.target)
        break
      default:
    }
  }
  for (const stay of stays.values()) for (const one of stay.said) one.failed = failed.has(one.seq)
  return [...stays.values()]
}
