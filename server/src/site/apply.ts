import type { Json, SiteId } from '@baton/shared/ids.ts'
import type { Checked, Mistake } from '../mistakes.ts'
import type { Store } from '../store/store.ts'
import { inOrder } from '../yaml-file.ts'
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
  const round = passedOnToUs(deps, id, parsed.value)
  if (moved.length + round.length > 0) return { mistakes: inOrder([...moved, ...round]) }
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
  const mistakes: Mistake[] = []
  for (const [name, desk] of Object.entries(site.desks ?? {})) {
    const here = stays.filter((stay) => stay.desk === name)
    if (here.length === 0) continue
    const account = registry.account(desk) ?? (await registry.findAccount(desk))
    const elsewhere = here.filter((stay) => stay.account !== account).length
    if (elsewhere === 0) continue
    const underWay = `${counted(elsewhere, 'handoff is', 'handoffs are')} under way there`
    const [says, mend] =
      account === null
        ? [
            `may change its account while ${underWay}: with this url and these secrets nobody says whose it is.`,
            `Compare them; or write ${desk.kind === 'freshchat' ? 'appId' : 'organizationId'} of the account as it is, or wait until they have ended.`,
          ]
        : [
            `changes its account while ${underWay}.`,
            'Give the new account a desk with a name of its own, or wait until they have ended, then apply again.',
          ]
    mistakes.push(mistake(['desks', name], `desks.${name} ${says}`, mend, 'key'))
  }
  return mistakes
}

/** A webhook passed on to ourselves would come again and again. */
const passedOnToUs = ({ registry }: ApplyDeps, id: SiteId, { site, mistake }: ParsedSite): Mistake[] =>
  Object.entries(site.desks ?? {}).flatMap(([name, { forwardTo }]) =>
    forwardTo && new URL(forwardTo).origin === new URL(registry.hookUrl(id, name)).origin
      ? [
          mistake(
            ['desks', name, 'forwardTo'],
            `desks.${name}.forwardTo is the address of Baton itself.`,
            'Write the address that took the webhooks before, or leave it out.',
          ),
        ]
      : [],
  )

const counted = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`
