import { randomBytes } from 'node:crypto'
import type { Ms, SiteId, Time } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Consent, ConsentTrouble, Landing } from '../../consent.ts'
import type { AccountId, DeskName } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskMemory } from '../desk.ts'
import { type ConnectEntry, connectApp } from './connect-app.ts'
import { createConnectLinks, type Link, markOf, newState, readState, type Step } from './connect-links.ts'
import { again, inWords, misfit } from './connect-words.ts'
import { accountOf } from './convert.ts'
import { exchangeCode, type OauthApp } from './oauth-calls.ts'
import { type Grant, keepGrant } from './oauth-grant.ts'

export type ConnectParts = {
  memoryOf(account: AccountId): DeskMemory
  http: Outgoing
  clock: Clock
  log: Pick<Logger, 'info' | 'warn'>
  /** Where LiveChat sends the browser back to: `https://chat.example.com/oauth/livechat`. */
  redirectUri: string
  /** The desk as its site has it now; null: the site has no such desk, or it is none of LiveChat's. */
  desk(site: SiteId, name: DeskName): ConnectDesk | null
  secret(name: string): string | null
  /** Tells the server which account the desk belongs to; every server takes it up. */
  learn(site: SiteId, name: DeskName, account: AccountId): Promise<void>
}
export type ConnectDesk = {
  entry: ConnectEntry
  /** Null: not known yet. */
  account: AccountId | null
}

/** Time to fetch an administrator, and no invitation for next week. */
const linkLives: Ms = 15 * 60_000
/** When the code surely did not leave, it is still good. */
const triesToSend = 3

/** LiveChat's accounts by consent (vendors/livechat.md §1.4). */
export function createConnect(parts: ConnectParts): Consent {
  const { clock, log, redirectUri, http } = parts
  const links = createConnectLinks(parts.memoryOf('baton:consent' as AccountId))

  function appOf(site: SiteId, name: DeskName): { app: OauthApp; desk: ConnectDesk } | ConsentTrouble {
    const desk = parts.desk(site, name)
    if (!desk)
      return {
        wrong: `The site ${site} has no LiveChat desk ${name}.`,
        mend: `See what it has: npm run baton -- site show ${site}`,
      }
    const app = connectApp(desk.entry, { site, name, secret: parts.secret })
    return 'wrong' in app ? app : { app, desk }
  }

  async function exchange(link: Link, code: string): Promise<Step & { kind: 'connected' | 'failed' }> {
    const { site, desk: name } = link
    const found = appOf(site, name)
    if ('wrong' in found) return { kind: 'failed', ...found }
    const { app, desk } = found
    if (app.clientId !== link.clientId)
      return {
        kind: 'failed',
        wrong: 'The clientId of the desk was changed after the link was made.',
        mend: again(link),
      }
    const outcome = await sent(() => exchangeCode({ http, clock, app }, { code, redirectUri }))
    if (outcome.kind !== 'done') {
      log.warn({ site, desk: name, why: outcome.why }, 'LiveChat did not let the desk in')
      return { kind: 'failed', ...inWords(outcome, link) }
    }
    const account = accountOf(outcome.value.organization)
    const wrong = misfit(outcome.value, account, desk.account, link)
    if (wrong) return { kind: 'failed', ...wrong }
    // The grant first: a desk whose account is known is built at once, and works with it.
    await keepGrant(parts.memoryOf(account), app.clientId, outcome.value)
    await parts.learn(site, name, account)
    log.info({ site, desk: name, account }, 'a desk is connected to LiveChat')
    return { kind: 'connected', account }
  }

  async function sent(call: () => Promise<Outcome<Grant>>): Promise<Exclude<Outcome<Grant>, { kind: 'gone' }>> {
    for (let n = 1; ; n++) {
      const outcome = await call()
      if (outcome.kind === 'gone') throw new Error('an exchange knows no thread')
      if (outcome.kind !== 'retry' || n === triesToSend) return outcome
      await new Promise<void>((resolve) => void clock.after(n * 300, resolve))
    }
  }

  return {
    async ask(site, name) {
      const found = appOf(site, name)
      if ('wrong' in found) return found
      const { app, desk } = found
      const nonce = randomBytes(32).toString('base64url')
      const until = (clock.now() + linkLives) as Time
      const ticket = { site, desk: name, mark: markOf(nonce) }
      await links.put({ ...ticket, until, clientId: app.clientId, step: { kind: 'open' } })
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: app.clientId,
        redirect_uri: redirectUri,
        state: newState(site, name, nonce),
      })
      const goesBefore = `desks.${name}.agentToken goes before this: take it out of the site file, and apply, once the desk is connected.`
      const notes = desk.entry.agentToken ? [goesBefore] : []
      return { link: `${app.accountsUrl}/?${query}`, until, ticket, notes }
    },

    async outcome({ site, desk, mark }) {
      const link = await links.get(site, desk)
      if (link?.mark !== mark) return { kind: 'replaced' }
      const { step, until } = link
      if (step.kind !== 'open' && step.kind !== 'exchanging') return step
      return clock.now() > until ? { kind: 'expired' } : { kind: 'open' }
    },

    async land(query): Promise<Landing> {
      const back = readState(query)
      const link = back && (await links.get(back.site, back.desk))
      if (!back || link?.mark !== back.mark) return { kind: 'unknown' }
      if (link.step.kind !== 'open') return { kind: 'used' }
      if (clock.now() > link.until) return { kind: 'expired' }
      if (back.error !== null) {
        const step = refusedBy(back.error, link)
        return (await links.step(link, step)) ? step : { kind: 'used' }
      }
      if (back.code === null) return { kind: 'unknown' }
      // Of two browsers with the same link one goes on: a code that is used twice may end what it gave.
      const taken = await links.step(link, { kind: 'exchanging' })
      if (!taken) return { kind: 'used' }
      const step = await exchange(taken, back.code)
      await links.step(taken, step)
      return step.kind === 'connected' ? { kind: 'connected', site: link.site, desk: link.desk } : step
    },
  }
}

/** LiveChat's own word for it is the same for "no" and for "not an administrator". */
const refusedBy = (error: string, link: Link): Step & { kind: 'denied' | 'failed' } =>
  error === 'access_denied'
    ? { kind: 'denied' }
    : {
        kind: 'failed',
        wrong: `LiveChat does not let the app in (${error}).`,
        mend: `See in the developer console that it is installed in your account. ${again(link)}`,
      }
