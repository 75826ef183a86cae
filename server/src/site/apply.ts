import type { Json, SiteId } from '@baton/shared/ids.ts'
import type { Checked, Mistake } from '../mistakes.ts'
import type { Store } from '../store/store.ts'
import type { Kinds } from './kinds.ts'
import type { LiveRegistry } from './live-registry.ts'
import { type ParsedSite, parseSite, type SiteText } from './parse.ts'
import type { SiteFile } from './schema.ts'
import { openStays } from './stays.ts'

export type Applied = { site: SiteFile; version: number /** null: it is new */; before: number | null }
export type ApplyDeps = { store: Pick<Store, 'sites' | 'log'>; registry: LiveRegistry; kinds: Kinds }

/** Makes a version of what the owner wrote, and has this server take it up; or nothing, and says every mistake. */
export async function applySite(deps: ApplyDeps, text: SiteText): Promise<Checked<Applied>> {
  const { store, registry, kinds } = deps
  const parsed = parseSite(text, kinds)
  if (parsed.mistakes) return parsed
  const { site, stored } = parsed.value
  const id = site.site as SiteId
  await registry.refresh()
  const moved = await movedAccounts(deps, id, parsed.value)
  if (moved.length > 0) return { mistakes: moved }
  const before = (await store.sites.newest()).find((one) => one.site === id)?.version ?? null
  const { version } = await store.sites.apply(id, stored as unknown as Json)
  await registry.refresh()
  return { value: { site, version, before } }
}

/** A running handoff is with people of one account; under its desk's name nobody else may come to stand. */
async function movedAccounts(
  { store, registry }: ApplyDeps,
  id: SiteId,
  { site, mistake }: ParsedSite,
): Promise<Mistake[]> {
  const stays = (await openStays(store.log)).filter((stay) => stay.site === id)
  return Object.entries(site.desks ?? {}).flatMap(([name, desk]) => {
    const account = registry.account(desk)
    const elsewhere = stays.filter((stay) => stay.desk === name && stay.account !== account).length
    if (elsewhere === 0) return []
    const mend =
      account === null
        ? 'It is not known yet whether this is the same account: write appId, or wait until they have ended.'
        : 'Give the new account a desk with a name of its own, or wait until they have ended, then apply again.'
    return [
      mistake(
        ['desks', name],
        `desks.${name} changes its account while ${counted(elsewhere, 'handoff is', 'handoffs are')} under way there.`,
        mend,
        'key',
      ),
    ]
  })
}

const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
