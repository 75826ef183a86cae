import type { SiteId } from '@baton/shared/ids.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Log } from '../store/store.ts'
import type { SiteFile } from './schema.ts'

/** A handoff under way: what keeps a version, a desk and its account alive. */
export type Stay = { site: SiteId; version: number; desk: DeskName; account: AccountId }

/** Desks that are no longer in the site's file, and how many visitors are with their people still. */
export async function leavingDesks(
  log: Log,
  site: SiteId,
  { desks = {} }: Pick<SiteFile, 'desks'>,
): Promise<{ desk: DeskName; stays: number }[]> {
  const there = new Map<DeskName, number>()
  for (const stay of await openStays(log))
    if (stay.site === site && !Object.hasOwn(desks, stay.desk)) there.set(stay.desk, (there.get(stay.desk) ?? 0) + 1)
  return [...there].map(([desk, stays]) => ({ desk, stays }))
}

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
