import type { Json, SiteId } from '@baton/shared/ids.ts'
import { secretsOf } from '../../site/desk-entries.ts'
import { openStays } from '../../site/stays.ts'
import { readStored, type StoredSite } from '../../site/stored-site.ts'
import { failed, type OwnerDeps, out, type Told } from '../command.ts'
import { findSites } from './find-site.ts'
import { secretNames } from './site-facts.ts'

/** Takes a desk out of its site, in a version of its own: what runs there runs on, nothing new opens. */
export async function* deskDisconnect(deps: OwnerDeps, { site, desk }: { site: string; desk: string }): Told {
  const { store, registry } = deps
  await registry.refresh()
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  const id = site as SiteId
  const desks = sites.found[0]?.file.desks ?? {}
  const entry = Object.hasOwn(desks, desk) ? desks[desk] : undefined
  if (!entry)
    return yield* failed('The site has no such desk.', `Desks that it has: ${Object.keys(desks).join(', ') || 'none'}.`)

  const stored = (await store.sites.newest()).find((one) => one.site === id)?.config as StoredSite | undefined
  const next = stored && without(stored, desk)
  if (!next)
    return yield* failed(
      'It is the only desk, and without it and without a bot nothing is left.',
      'Add a bot or another desk to the site file and apply it without this desk.',
    )
  if (!readStored(next as unknown as Json))
    return yield* failed(
      'The newest version of the site cannot be read without this desk, and would be gone at the next start.',
      'Take the desk out of the site file, with all that names it, and apply that.',
    )
  const { version } = await store.sites.apply(id, next as unknown as Json)
  await registry.refresh()

  const open = (await openStays(store.log)).filter((stay) => stay.site === id && stay.desk === desk).length
  yield out(`✓ ${site}: version ${version} is applied, without the desk ${desk}. Nothing new opens there.`)
  yield out(
    open === 0
      ? '  Nobody is with its people right now.'
      : `  ${open === 1 ? 'One visitor is' : `${open} visitors are`} with its people; they stay until it ends. Leave the rest as it is until then:`,
  )
  yield out(
    '  1. Take the desk out of your site file too, or the next apply brings it back; and out of otherwise:, rules and the bot file, where they name it.',
  )
  yield out(
    `  2. In ${entry.kind === 'freshchat' ? 'Freshchat, Admin → Webhooks' : 'the LiveChat developer console, Webhooks'}, remove: ${registry.hookUrl(id, desk)}`,
  )
  const names = [...new Set(secretsOf(entry).flatMap((one) => one.names))]
  const elsewhere = new Set(
    registry.sites().flatMap((one) => {
      const file = registry.file(one.id)
      return file ? secretNames(file) : []
    }),
  )
  const [kept, left] = [names.filter((name) => elsewhere.has(name)), names.filter((name) => !elsewhere.has(name))]
  if (left.length > 0) yield out('  3. Revoke its token there, then remove it here:')
  for (const name of left) yield out(`     npm run baton -- secret remove ${name}`)
  if (kept.length > 0) yield out(`  Leave what other desks need, too: ${kept.join(', ')}.`)
  return 0
}

type Fields = { [key: string]: Json }

/**
 * Null: nothing would be left that answers. Whatever names the desk goes with it, since a version that names what it lacks
 * cannot be read, and the site would be gone at the next start.
 */
function without({ format, site, bot }: StoredSite, desk: string): StoredSite | null {
  const { desks, handoff, tickets, ...rest } = site as Fields
  const left = Object.entries(desks as { [name: string]: Fields })
    .filter(([name]) => name !== desk)
    .map(([name, entry]) => [name, unnamed(entry, 'otherwise', desk)])
  const last = left.length === 0
  if (last && !rest['bot']) return null
  const { when, ...waits } = unnamed((handoff ?? {}) as Fields, 'desk', desk)
  const kept = { ...waits, ...(when && !last ? { when: whenWithout(when as Fields, desk) } : {}) }
  const ticketsLeft = last && (tickets as { kind?: Json } | undefined)?.kind === 'desk' ? undefined : tickets
  return {
    format,
    bot,
    site: {
      ...rest,
      ...(Object.keys(kept).length > 0 ? { handoff: kept } : {}),
      ...(ticketsLeft === undefined ? {} : { tickets: ticketsLeft }),
      ...(last ? {} : { desks: Object.fromEntries(left) }),
    },
  }
}

/** Rules that led there lead to the usual desk. */
function whenWithout(when: Fields, desk: string): Fields {
  const { rules, ...words } = when
  return rules ? { ...words, rules: (rules as Fields[]).map((rule) => unnamed(rule, 'desk', desk)) } : when
}

function unnamed(entry: Fields, key: string, desk: string): Fields {
  const { [key]: named, ...kept } = entry
  return named === desk ? kept : entry
}
