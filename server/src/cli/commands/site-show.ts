import type { SiteId } from '@baton/shared/ids.ts'
import { type DeskEntry, secretsOf } from '../../site/desk-entries.ts'
import type { SiteFile } from '../../site/schema.ts'
import { leavingDesks } from '../../site/stays.ts'
import { ago, failed, type Line, type OwnerDeps, out, type Told } from '../command.ts'
import { findSites } from './find-site.ts'
import { scriptTag } from './site-facts.ts'

/** How many earlier versions are named. */
const versionsShown = 5

export async function* siteShow(deps: OwnerDeps, { site }: { site: string | null }): Told {
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  for (const [index, { id, file, version }] of sites.found.entries()) {
    if (index > 0) yield out('')
    yield out(`${id} · ${file.name} · version ${version}`)
    yield out(`  origins    ${file.origins.join(' ')}`)
    yield out(
      `  bot        ${file.bot ? `${file.bot.kind}, from ${file.bot.file}` : 'none: the first word asks for a person'}`,
    )
    if (file.handoff?.desk) yield out(`  handoff    to ${file.handoff.desk} first`)
    if (file.tickets) yield out(`  tickets    ${file.tickets.kind}`)
    yield out(`  script     ${scriptTag(deps.publicUrl, file)}`)
    for (const [name, desk] of Object.entries(file.desks ?? {})) yield* showDesk(deps, id, name, desk)
    for (const { desk, stays } of await leavingDesks(deps.store.log, id, file))
      yield out(`  desk ${desk}  leaves: ${stays} under way there, nothing new opens`)
    yield* showSecretsOfTickets(deps, file)
    yield* await showVersions(deps, id, version)
  }
  return 0
}

function* showDesk({ registry }: OwnerDeps, site: SiteId, name: string, desk: DeskEntry): Generator<Line> {
  yield out(`  desk ${name}`)
  yield out(`    kind          ${desk.kind}${desk.kind === 'freshchat' ? ` at ${desk.url}` : ''}`)
  yield out(`    account       ${registry.account(desk) ?? 'not known yet'}`)
  for (const { place, names } of secretsOf(desk)) {
    yield out(
      `    ${place.padEnd(13)} ${names.map((one) => `secret ${one} (${registry.secrets.state(one) === 'set' ? 'set' : 'not set'})`).join(', ')}`,
    )
  }
  yield out(`    webhooks      ${registry.hookUrl(site, name)}`)
  if (desk.forwardTo) yield out(`    passed on     to ${new URL(desk.forwardTo).host}`)
}

function* showSecretsOfTickets({ registry }: OwnerDeps, { tickets }: SiteFile): Generator<Line> {
  if (tickets?.kind === 'freshdesk')
    yield out(
      `  tickets key: secret ${tickets.key.secret} (${registry.secrets.state(tickets.key.secret) === 'set' ? 'set' : 'not set'})`,
    )
}

async function showVersions({ store, clock }: OwnerDeps, site: SiteId, newest: number): Promise<Line[]> {
  const numbers = Array.from({ length: Math.min(newest, versionsShown) }, (_, back) => newest - back)
  const rows = await Promise.all(numbers.map((number) => store.sites.version(site, number)))
  const said = rows.flatMap((row) => (row ? [`${row.version} (${ago(clock.now() - row.appliedAt)})`] : []))
  return [out(`  versions   ${said.join(', ')}${newest > versionsShown ? ', …' : ''}`)]
}
