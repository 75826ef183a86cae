import { never, type SiteId } from '@baton/shared/ids.ts'
import type { ConsentOutcome, Ticket } from '../../consent.ts'
import { nearest } from '../../mistakes.ts'
import { failed, type OwnerDeps, out, type Told } from '../command.ts'
import { findSites } from './find-site.ts'

/** The browser comes back to any server, so the store is asked; a person at a consent page notices no half second. */
const lookAgain = 500

/** Prints the consent link, waits until somebody has followed it, and says what came of it. */
export async function* livechatConnect(deps: OwnerDeps, { site, desk }: { site: string; desk: string }): Told {
  const { consent, registry, clock } = deps
  await registry.refresh()
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  const wrong = wrongDesk(sites.found[0]?.file.desks ?? {}, desk)
  if (wrong) return yield* failed(wrong.wrong, wrong.mend)
  if (!consent) {
    return yield* failed(
      'livechat connect needs the running server: LiveChat sends the browser back to it.',
      'Start it with npm run serve, then connect again here.',
    )
  }
  const asked = await consent.ask(site as SiteId, desk)
  if ('wrong' in asked) return yield* failed(asked.wrong, asked.mend)
  for (const note of asked.notes) yield out(`! ${note}`)
  yield out('Open this link in a browser, as an administrator of the LiveChat account:')
  yield out(`  ${asked.link}`)
  const minutes = Math.max(1, Math.round((asked.until - clock.now()) / 60_000))
  yield out(`It works once, for ${minutes} minutes. Waiting for it; Ctrl-C stops the waiting, not the link.`)
  return yield* told(await ending(deps, consent, asked.ticket), { site, desk })
}

function wrongDesk(desks: { [name: string]: { kind: string } }, name: string): { wrong: string; mend: string } | null {
  const livechat = Object.keys(desks).filter((one) => desks[one]?.kind === 'livechat')
  const near = nearest(name, livechat)
  const mend = near
    ? `Did you mean ${near}?`
    : `LiveChat desks that it has: ${livechat.join(', ') || 'none; docs/livechat.md shows how to write one'}.`
  if (!Object.hasOwn(desks, name)) return { wrong: 'The site has no such desk.', mend }
  return livechat.includes(name)
    ? null
    : { wrong: `The desk ${name} is on ${desks[name]?.kind}, not on LiveChat.`, mend }
}

async function ending(
  { clock, gone }: OwnerDeps,
  consent: NonNullable<OwnerDeps['consent']>,
  ticket: Ticket,
): Promise<ConsentOutcome> {
  for (;;) {
    const outcome = await consent.outcome(ticket)
    if (outcome.kind !== 'open' || gone?.aborted) return outcome
    await new Promise<void>((resolve) => void clock.after(lookAgain, resolve))
  }
}

async function* told(outcome: ConsentOutcome, { site, desk }: { site: string; desk: string }): Told {
  const again = `Ask for a new link: npm run baton -- livechat connect ${site} ${desk}`
  switch (outcome.kind) {
    case 'connected':
      yield out(`✓ The desk ${desk} of ${site} is connected (${outcome.account}).`)
      yield out(`  Next: npm run baton -- check ${site}`)
      return 0
    case 'denied':
      return yield* failed(
        'LiveChat says no: whoever opened the link denied it, or is not an administrator of the account.',
        again,
      )
    case 'failed':
      return yield* failed(outcome.wrong, outcome.mend)
    case 'expired':
      return yield* failed('Nobody followed the link to its end in time.', again)
    case 'replaced':
      return yield* failed(
        'A newer link was made for this desk; this one is no good any more.',
        'Follow the newer one.',
      )
    case 'open':
      return 1
    default:
      return never(outcome)
  }
}
