import type { DeliveryId } from '../../conversation/ids.ts'

/**
 * A returning customer may be given to their former group, whatever was asked for (vendors/livechat.md §8.7). Nothing of a customer's can
 * change that, so the owner is told; the webhook of the thread's beginning says it for nothing.
 */
export interface GroupStickiness {
  asked(opening: DeliveryId, group: number): void
  given(opening: DeliveryId, groups: number[] | null): void
}

const most = 1_000

export function createGroupStickiness(stuck: (facts: { asked: number; given: number[] }) => void): GroupStickiness {
  const asked = new Map<DeliveryId, number>()
  return {
    asked(opening, group) {
      asked.set(opening, group)
      const [oldest] = asked.keys()
      if (asked.size > most && oldest !== undefined) asked.delete(oldest)
    },
    given(opening, groups) {
      const group = asked.get(opening)
      asked.delete(opening)
      if (group !== undefined && groups !== null && !groups.includes(group)) stuck({ asked: group, given: groups })
    },
  }
}
