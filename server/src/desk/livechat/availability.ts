import type { VendorId } from '../../conversation/ids.ts'
import type { Availability } from '../../conversation/inputs.ts'
import type { Outcome } from '../../outcome.ts'
import { down } from '../availability.ts'
import type { Customers } from './customers.ts'
import { vendorGroups } from './wire.ts'

export type GroupStatus = 'online' | 'offline' | 'online_for_queue'

/** Whether somebody may come (vendors/livechat.md §3, §8.6). Whatever cannot be learned is unknown, which never stops a handoff. */
export async function availabilityOf(from: {
  status: () => Promise<Outcome<GroupStatus | null>>
  /** Chats may begin while nobody is online. */
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
