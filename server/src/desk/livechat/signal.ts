import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Clock } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Thread } from '../desk.ts'
import type { Customers } from './customers.ts'
import type { VendorClock } from './vendor-clock.ts'

/** Each sign is a call that costs money, and agents see no difference between a second and ten. */
const every: Ms = 10_000
const most = 2_000

/**
 * Typing and reading, best effort: only with a token that is at hand, seldom, and never waited for. LiveChat has no sign for typing
 * but a peek at the words (vendors/livechat.md §3, `send_sneak_peek`); ours shows none of them, and only where the owner wants it.
 */
export function createSignal({
  customers,
  clock,
  vendorClock,
  sneakPeek,
  stirred,
}: {
  customers: Customers
  clock: Clock
  vendorClock: Pick<VendorClock, 'at'>
  sneakPeek: boolean
  stirred(customer: VendorId): void
}) {
  const last = new Map<string, Time>()
  /** What was read since the last call, until the next is due; else agents would be told of all but the last words. */
  const late = new Map<string, Time>()

  function isSoon(key: string): boolean {
    const before = last.get(key)
    if (before !== undefined && clock.now() - before < every) return true
    last.delete(key)
    last.set(key, clock.now())
    const [oldest] = last.keys()
    if (last.size > most && oldest !== undefined) last.delete(oldest)
    return false
  }

  return (thread: Thread, what: Passing | { seen: Time }): void => {
    stirred(thread.visitor.id)
    const caller = customers.atHand(thread.visitor.id)
    if (!caller) return
    const sent =
      'seen' in what ? seen(what.seen) : what.kind === 'typing' && what.by === 'visitor' ? typing(what.on) : null
    sent?.catch(() => {})

    function seen(upTo: Time) {
      const { id } = thread
      if (!isSoon(`seen ${id}`)) return mark(upTo)
      if (!late.has(id) && late.size < most)
        clock.after(every, () => {
          const then = late.get(id)
          late.delete(id)
          if (then !== undefined) mark(then)?.catch(() => {})
        })
      late.set(id, upTo)
      return null
    }
    function mark(upTo: Time) {
      // What was seen here by our clock, by theirs: a clock that is behind would leave the last words unread.
      const seen_up_to = new Date(vendorClock.at(upTo)).toISOString().replace('Z', '000Z')
      const by = customers.atHand(thread.visitor.id)
      return by?.('mark_events_as_seen', { chat_id: thread.id, seen_up_to }, 'set') ?? null
    }
    function typing(on: boolean) {
      if (!sneakPeek) return null
      if (on && isSoon(`typing ${thread.id}`)) return null
      if (!on && !last.delete(`typing ${thread.id}`)) return null
      return caller?.('send_sneak_peek', { chat_id: thread.id, sneak_peek_text: on ? '…' : '' }, 'set') ?? null
    }
  }
}
