import type { SiteId } from '@baton/shared/ids.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Log } from '../store/store.ts'

/** A handoff under way: what keeps a version, a desk and its account alive. */
export type Stay = { site: SiteId; version: number; desk: DeskName; account: AccountId }

export async function openStays(log: Log): Promise<Stay[]> {
  const stays: Stay[] = []
  for (const { id } of await log.openHandoffs()) {
    const now = await log.get(id)
    if (now?.handoff && now.handoff.ended === null) {
      const { siteVersion: version, desk, account } = now.handoff
      stays.push({ site: now.site, version, desk, account })
    }
  }
  return stays
}
