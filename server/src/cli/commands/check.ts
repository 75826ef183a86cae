import type { SiteId } from '@baton/shared/ids.ts'
import { loopback } from '../../config-values.ts'
import type { Check } from '../../desk/desk.ts'
import { whyInWords } from '../../outcome.ts'
import { kindOf } from '../../site/kinds.ts'
import type { SiteFile } from '../../site/schema.ts'
import { leavingDesks } from '../../site/stays.ts'
import type { Gate } from '../../store/store.ts'
import { failed, type Line, type OwnerDeps, out, type Told } from '../command.ts'
import { findSites } from './find-site.ts'
import { missingIn } from './site-facts.ts'

export type CheckArgs = { site: string | null; how: 'read' | 'live' | 'mend' }

/** Everything that must be right for a visitor to reach a person, line by line. */
export async function* check(deps: OwnerDeps, { site, how }: CheckArgs): Told {
  if (how === 'live' && !deps.running) {
    return yield* failed(
      'check --live needs the running server: the test must come back through its webhook.',
      'Start it with npm run serve, then check again here.',
    )
  }
  await deps.registry.refresh()
  await deps.registry.findAccounts()
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  let total = 0
  let bad = 0
  for (const { id, file, version } of sites.found) {
    yield out(`${id}, version ${version}`)
    for await (const one of checksOf(deps, id, file, version, how)) {
      total++
      if (one.ok === false) bad++
      yield* sayCheck(one)
    }
  }
  yield out(bad === 0 ? `All is well: ${total} checks.` : `${bad} of ${total} checks failed.`)
  return bad === 0 ? 0 : 1
}

function* sayCheck({ name, ok, says, mend }: Check): Generator<Line> {
  yield out(`  ${ok === null ? '–' : ok ? '✓' : '✗'} ${name}: ${says}`)
  if (mend && ok !== true) yield out(`      ${mend}`)
}

async function* checksOf(
  deps: OwnerDeps,
  id: SiteId,
  file: SiteFile,
  version: number,
  how: CheckArgs['how'],
): AsyncGenerator<Check> {
  yield publicUrl(deps.publicUrl)
  yield origins(file.origins)
  yield* turnedAway(deps, id)
  yield botCheck(deps, id, file)
  for (const { name, says } of missingIn(deps, file)) {
    yield {
      name: 'secret',
      ok: false,
      says: `${name} ${says}`,
      mend: `Give its value: npm run baton -- secret set ${name}`,
    }
  }
  const ticketTrouble = deps.registry.ticketTrouble(id)
  // A key that is not set is told above.
  if (ticketTrouble && missingIn(deps, { tickets: file.tickets }).length === 0)
    yield { name: 'tickets', ok: false, says: `${ticketTrouble.place} ${ticketTrouble.says}`, mend: ticketTrouble.mend }
  const tickets = deps.registry.tickets(id)
  if (tickets) yield* guarded(id, 'tickets', tickets.check(how === 'live' ? 'live' : 'read'))
  for (const [name, entry] of Object.entries(file.desks ?? {})) {
    if (!kindOf(entry, deps.kinds)) {
      yield { name, ok: null, says: `This version of Baton cannot talk to ${entry.kind} yet; nothing opens there.` }
      continue
    }
    const desk = await deps.registry.desk(id, version, name)
    if (!desk) {
      // Before the trouble, which may be that of a secret that is gone since.
      if (missingIn(deps, { desks: { [name]: entry } }).length > 0) {
        yield { name, ok: null, says: 'Nothing opens there until its secret is set.' }
        continue
      }
      const trouble = deps.registry.accountTrouble(entry)
      const why = trouble ? `: ${trouble.says.replace(/\.$/, '')}` : ''
      yield {
        name,
        ok: false,
        says: `It is not known which account this is, so nothing opens there${why}.`,
        mend: sayDesk(trouble?.mend ?? unknownAccount[entry.kind], id, name),
      }
      continue
    }
    yield* deliveries(deps, name, desk.account)
    yield* guarded(id, name, desk.check(how))
    if (entry.forwardTo) yield passedOn(deps, name, entry.forwardTo)
  }
  for (const { desk, stays } of await leavingDesks(deps.store.log, id, file)) yield leaving(desk, stays)
}

/** What the running server has found out by itself: the desk takes nothing now, and so visitors' words wait. */
async function* deliveries({ store, clock }: OwnerDeps, desk: string, account: Gate['account']): AsyncGenerator<Check> {
  const gate = (await store.outbox.gates()).find((one) => one.account === account)
  if (!gate || gate.until <= clock.now()) return
  const seconds = Math.ceil((gate.until - clock.now()) / 1_000)
  yield {
    name: `${desk} deliveries`,
    ok: false,
    says: `The account takes nothing for now (${whyInWords(gate.why)}). What is owed waits in its order; next try in ${seconds} s.`,
    mend: gate.why.mend ?? 'If the other lines are well, it mends by itself; npm run baton -- outbox shows what waits.',
  }
}

function passedOn({ forward }: OwnerDeps, desk: string, to: string): Check {
  const name = `${desk} forwardTo`
  const { host } = new URL(to)
  if (!forward) return { name, ok: null, says: `What was passed on to ${host} is known to the running server only.` }
  const lately = forward.lately(to)
  if (lately === null)
    return { name, ok: null, says: `Nothing was to be passed on to ${host} since the server started.` }
  if (lately === 'taken') return { name, ok: true, says: `The last webhook was passed on to ${host}.` }
  const many = lately.lost === 1 ? 'The last webhook' : `The last ${lately.lost} webhooks`
  return {
    name,
    ok: false,
    says: `${many} could not be passed on to ${host} (${whyInWords({ code: lately.why })}); Baton itself has them.`,
    mend: 'Look at that server and its address, or take forwardTo: out of the site file when it is no longer needed.',
  }
}

const leaving = (desk: string, stays: number): Check => ({
  name: desk,
  ok: null,
  says: `It is no longer in the file; ${stays === 1 ? 'one visitor is' : `${stays} visitors are`} with its people until that ends. Leave its webhook and its secrets as they are until then.`,
})

const unknownAccount = {
  freshchat: 'Look at url and token of this desk: "Chat URL" and the token stand in Freshchat, Admin → API settings.',
  livechat:
    'Connect it: npm run baton -- livechat connect SITE DESK; or give another agentToken; or write organizationId: in the site file.',
}

/** An adapter does not know what its desk is called, and a command to copy should be whole. */
const sayDesk = (mend: string, site: SiteId, desk: string): string =>
  mend.replaceAll('SITE DESK', `${site} ${desk}`).replaceAll(/check --(mend|live)/g, `check ${site} --$1`)

/** A check that breaks is one more thing to tell, and keeps the others from nothing. */
async function* guarded(site: SiteId, desk: string, checks: AsyncIterable<Check>): AsyncGenerator<Check> {
  try {
    for await (const { mend, ...one } of checks)
      yield { ...one, name: `${desk} ${one.name}`, ...(mend ? { mend: sayDesk(mend, site, desk) } : {}) }
  } catch (error) {
    yield {
      name: desk,
      ok: false,
      says: `The check itself broke off (${(error as Error).name}).`,
      mend: 'Run it again; if it stays so, this is a bug of Baton.',
    }
  }
}

function publicUrl(url: string): Check {
  return loopback(new URL(url).hostname)
    ? {
        name: 'address',
        ok: null,
        says: `${url} is this machine alone: no desk elsewhere can send its webhooks here.`,
        mend: 'Fine for trying out; else set BATON_PUBLIC_URL to the https address of this server.',
      }
    : { name: 'address', ok: true, says: url }
}

function origins(given: string[]): Check {
  const open = given.filter((origin) => origin.startsWith('http:') && !loopback(new URL(origin).hostname))
  return open.length === 0
    ? { name: 'origins', ok: true, says: given.join(' ') }
    : {
        name: 'origins',
        ok: null,
        says: `${open.join(' ')} without https: anybody on the way can read and change the page.`,
        mend: 'Serve the page over https.',
      }
}

function* turnedAway({ refusedOrigins }: OwnerDeps, id: SiteId): Generator<Check> {
  const asked = refusedOrigins?.of(id) ?? []
  if (asked.length === 0) return
  yield {
    name: 'origins',
    ok: null,
    says: `Pages of ${asked.join(' ')} asked for the chat and did not get it.`,
    mend: 'Where a page is yours, add its address to origins: in the site file, exactly so.',
  }
}

function botCheck({ registry }: OwnerDeps, id: SiteId, { bot, desks }: SiteFile): Check {
  if (!bot) return { name: 'bot', ok: null, says: 'None: the first word asks for a person.' }
  if (!registry.bot(id))
    return {
      name: 'bot',
      ok: false,
      says: 'This version of Baton cannot read it any more.',
      mend: 'Apply the site again.',
    }
  return {
    name: 'bot',
    ok: true,
    says: `${bot.kind}, from ${bot.file}${desks ? '' : '; there is no desk to hand over to'}`,
  }
}
