import type { SiteId } from '@baton/shared/ids.ts'
import { sayMistake } from '../../mistakes.ts'
import { applySite } from '../../site/apply.ts'
import { kindOf } from '../../site/kinds.ts'
import type { SiteText } from '../../site/parse.ts'
import type { SiteFile } from '../../site/schema.ts'
import { err, type Line, type OwnerDeps, out, type Told } from '../command.ts'
import { missingIn, scriptTag } from './site-facts.ts'

export async function* siteApply(deps: OwnerDeps, text: SiteText): Told {
  const { value, mistakes } = await applySite(deps, text)
  if (mistakes) {
    for (const mistake of mistakes) yield err(sayMistake(mistake))
    yield err(`✗ ${mistakes.length === 1 ? 'One mistake' : `${mistakes.length} mistakes`}: nothing was applied.`)
    return 1
  }
  const { site, version, before } = value
  if (before === version) yield out(`✓ ${site.site}: nothing changed, version ${version} stays.`)
  else
    yield out(
      `✓ ${site.site}: version ${version} is applied${before === null ? '' : `, in place of version ${before}`}.`,
    )
  // Until it is known whose account a desk is, nobody can be asked there.
  await deps.registry.findAccounts()
  yield* whatIsLeft(deps, site, before === null)
  return 0
}

function* whatIsLeft(deps: OwnerDeps, site: SiteFile, first: boolean): Generator<Line> {
  for (const { name, says } of missingIn(deps, site)) {
    yield out(`! The secret ${name} ${says}`)
    yield out(`    Give its value: npm run baton -- secret set ${name}`)
  }
  for (const [name, desk] of Object.entries(site.desks ?? {})) {
    if (!kindOf(desk, deps.kinds)) {
      yield out(`! The desk ${name}: this version of Baton cannot talk to ${desk.kind} yet.`)
      yield out('    It was taken in, and nothing opens there.')
      continue
    }
    if (desk.kind === 'livechat' && desk.clientId && !desk.agentToken && !deps.registry.account(desk)) {
      yield out(`! The desk ${name} is not connected to LiveChat yet.`)
      yield out(`    Connect it: npm run baton -- livechat connect ${site.site} ${name}`)
    } else if (!deps.registry.account(desk) && missingIn(deps, { desks: { [name]: desk } }).length === 0) {
      const trouble = deps.registry.accountTrouble(desk)
      yield out(`! The desk ${name}: nothing opens there yet${trouble ? `, since ${trouble.says}` : ''}`)
    }
    if (first) {
      yield out(`  Webhooks of the desk ${name} go to: ${deps.registry.hookUrl(site.site as SiteId, name)}`)
    }
  }
  if (first) yield out(`  Put into your pages: ${scriptTag(deps.publicUrl, site)}`)
  yield out(`  Next: npm run baton -- check ${site.site}`)
}
