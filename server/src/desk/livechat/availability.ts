import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Availability } from '../../conversation/inputs.ts'
import type { Outcome } from '../../outcome.ts'
import type { Customers } from './customers.ts'
import { vendorGroups } from './wire.ts'

/** Calls cost owners money, and a minute changes little. */
const keep: Ms = 60_000
/** A handoff never waits longer to know; the answer is there for the next one. */
const patience: Ms = 2_000

export type GroupStatus = 'online' | 'offline' | 'online_for_queue'

/** Whether somebody may come (vendors/livechat.md §3, §8.6). Whatever cannot be learned is unknown, which never stops a handoff. */
export function createAvailability(from: {
  clock: Clock
  status: () => Promise<Outcome<GroupStatus | null>>
  /** Chats may begin while nobody is online. */
  continuous: boolean
}): () => Promise<Availability> {
  const { clock } = from
  let known: { until: number; answer: Promise<Availability> } | null = null

  return async () => {
    if (!known || known.until <= clock.now()) {
      const fresh = {
        until: clock.now() + keep,
        answer: ask(from).catch(() => down),
      }
      known = fresh
      void fresh.answer.then(({ kind }) => {
        if (kind === 'unknown') fresh.until = clock.now() + patience
      })
    }
    const late = Promise.withResolvers<Availability>()
    const stop = clock.after(patience, () => late.resolve(down))
    const answer = await Promise.race([known.answer, late.promise])
    stop()
    return answer
  }
}

/** Nobody answers there, so nobody can be asked there. */
const down: Availability = { kind: 'unknown', down: true }

async function ask(from: {
  status: () => Promise<Outcome<GroupStatus | null>>
  continuous: boolean
}): Promise<Availability> {
  const outcome = await from.status()
  if (outcome.kind === 'retry' || outcome.kind === 'unsure') return down
  switch (outcome.kind === 'done' ? outcome.value : null) {
    case 'online':
      return { kind: 'open' }
    case 'online_for_queue':
      return { kind: 'busy' }
    case 'offline':
      // Then the chat waits there for whoever comes next, which is no reason to turn anybody away.
      return from.continuous ? { kind: 'unknown' } : { kind: 'closed' }
    case null:
      return { kind: 'unknown' }
  }
}

/** Any customer may ask; we have one of our own for that, who never has a chat. Null: there is no such group. */
export async function groupStatus(
  customers: Customers,
  somebody: VendorId,
  group: number,
): Promise<Outcome<GroupStatus | null>> {
  const asked = await customers.as(somebody)('list_group_statuses', { group_ids: [group] }, 'get')
  if (asked.kind !== 'done') return asked
  const { data } = vendorGroups.safeParse(asked.value.json)
  const status = data?.groups_status?.[String(group)]
  const known = status === 'online' || status === 'offline' || status === 'online_for_queue' ? status : null
  return { kind: 'done', value: known }
}
