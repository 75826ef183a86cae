import type { Json, Ms } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Clock } from '../../clock.ts'
import type { Outcome, Why } from '../../outcome.ts'
import { done, why } from '../../outcome.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskMemory } from '../desk.ts'
import { type AccountToken, ownersMatter } from './account-token.ts'
import { type OauthApp, refreshGrant } from './oauth-calls.ts'
import { type Grant, grantKey, readGrant } from './oauth-grant.ts'

export type OauthTokenParts = OauthApp & {
  /** Of the account: all servers, and all desks with this app, share the grant. */
  memory: DeskMemory
  http: Outgoing
  clock: Clock
  log: Pick<Logger, 'warn'>
  /** What the owner types to connect it: `npm run baton -- livechat connect acme sales`. */
  connect: string
}

/** Of a token's life: leaves more than an hour and a half of eight for accounts.livechat.com to be away. */
const renewAfter = 0.8
/** A token that ends within this is not worth a call. */
const margin: Ms = 10_000
/** Longer than a call (10 s) with what goes before and after it; a crash holds up the others so long. */
const lease: Ms = 20_000
/** How long a call waits while another server renews; a desk's call may take 30 s in all. */
const patience: Ms = 12_000
const lookAgain: Ms = 250
/** While a token lives, its renewal must not hold up a visitor's message. */
const aheadTotal: Ms = 5_000
/** After a renewal that failed, and between two tries of a refresh token that was refused. */
const rest: Ms = 30_000
const beingRenewed = 'token-being-renewed'

/**
 * A token by consent. Renewed ahead of its end by one server at a time, on demand: each renewal reads the row once more when it has the
 * lease, and writes only over what it read, so that the newest grant stays. A crash between LiveChat's answer and the write is
 * harmless: refresh tokens of server-side apps do not change. Should one change all the same and the old one die, the owner must
 * connect again, and is told so.
 */
export function oauthToken(parts: OauthTokenParts): AccountToken {
  const { memory, clock, clientId, clientSecret, accountsUrl, http, log, connect } = parts
  const app: OauthApp = { clientId, clientSecret, accountsUrl }
  let known: Grant | null = null
  let flight: Promise<Outcome<string>> | null = null
  let aheadAgain = 0
  let ailing: Why | null = null
  let refusal: { refresh: string; until: number; outcome: Outcome<never> } | null = null
  /** What a refused token was renewed to: if that is refused as well, age was not the reason. */
  let lastRenewed = { access: '', until: 0 }

  const lives = (grant: Grant) => grant.until - clock.now() > margin
  const isDue = ({ from, until }: Grant) => clock.now() >= from + (until - from) * renewAfter
  const notConnected = () =>
    ownersMatter('not-connected', `nobody connected this desk to LiveChat yet; run: ${connect}`)

  const take = (grant: Grant): Outcome<string> => {
    known = grant
    ailing = null
    return done(grant.access)
  }

  async function newest(): Promise<Grant | null> {
    known = (await readGrant(memory, clientId))?.grant ?? null
    return known
  }

  /** One renewal at a time in this process too. */
  async function renewed(stale: string, wait: Ms, total?: Ms): Promise<Outcome<string>> {
    const underWay = await flight
    // It may have begun for the token before this one.
    if (underWay && (underWay.kind !== 'done' || underWay.value !== stale)) return underWay
    flight ??= renewal(stale, wait, total).finally(() => {
      flight = null
    })
    return await flight
  }

  async function renewal(stale: string, wait: Ms, total?: Ms): Promise<Outcome<string>> {
    const until = clock.now() + wait
    for (;;) {
      const outcome = await memory.alone(grantKey(clientId), lease, () => renewAlone(stale, total))
      if (outcome !== 'busy') return outcome
      const theirs = await newest()
      if (theirs && theirs.access !== stale) return done(theirs.access)
      if (clock.now() >= until) return { kind: 'retry', why: why(beingRenewed), scope: 'ours', after: 2_000 }
      await new Promise<void>((resolve) => void clock.after(lookAgain, resolve))
    }
  }

  async function renewAlone(stale: string, total?: Ms): Promise<Outcome<string>> {
    const row = await readGrant(memory, clientId)
    if (!row?.grant) return notConnected()
    if (row.grant.access !== stale) return take(row.grant)
    if (refusal && refusal.refresh === row.grant.refresh && clock.now() < refusal.until) return refusal.outcome
    const outcome = await refreshGrant({ http, clock, app }, row.grant, total)
    if (outcome.kind === 'done') {
      const isOurs = await memory.set(grantKey(clientId), outcome.value as unknown as Json, row.version)
      return take(isOurs ? outcome.value : ((await newest()) ?? outcome.value))
    }
    // A consent of this moment, or a server whose lease had run out, may have put another grant in its place.
    const theirs = await newest()
    if (theirs && theirs.access !== stale) return done(theirs.access)
    const told = inWords(outcome, connect)
    if (outcome.kind === 'refused') refusal = { refresh: row.grant.refresh, until: clock.now() + rest, outcome: told }
    return told
  }

  return {
    async get() {
      const grant = known && !isDue(known) ? known : await newest()
      if (!grant) return notConnected()
      if (!isDue(grant)) return take(grant)
      if (!lives(grant)) return await renewed(grant.access, patience)
      if (clock.now() < aheadAgain) return done(grant.access)
      const outcome = await renewed(grant.access, 0, aheadTotal)
      if (outcome.kind === 'done') return outcome
      aheadAgain = clock.now() + rest
      // Another server is at it.
      if (outcome.kind === 'retry' && outcome.why.code !== beingRenewed) {
        ailing = outcome.why
        log.warn({ why: ailing }, 'the token of a LiveChat account could not be renewed ahead of its end')
      }
      return done(grant.access)
    },
    ailing: () => ailing,
    async renew(stale) {
      if (stale === lastRenewed.access && clock.now() < lastRenewed.until)
        return ownersMatter(
          'token-refused',
          `LiveChat refuses even a new token; see what this says: npm run baton -- check`,
        )
      const grant = await newest()
      if (!grant) return notConnected()
      if (grant.access !== stale && lives(grant)) return done(grant.access)
      const outcome = await renewed(grant.access, patience)
      if (outcome.kind === 'done') lastRenewed = { access: outcome.value, until: clock.now() + rest }
      return outcome
    },
  }
}

/** A renewal changes nothing that can be seen, so what may have happened may happen again. */
function inWords(outcome: Exclude<Outcome<Grant>, { kind: 'done' }>, connect: string): Outcome<never> {
  switch (outcome.kind) {
    case 'retry':
      return outcome
    case 'unsure':
      return { kind: 'retry', why: outcome.why, scope: 'delivery' }
    case 'refused':
      switch (outcome.why.code) {
        case 'grant-refused':
          return ownersMatter(
            'consent-ended',
            `LiveChat renews the token no longer: the consent was taken back, or the app was changed; run: ${connect}`,
          )
        case 'client-refused':
          return ownersMatter(
            'client-refused',
            'LiveChat refuses clientId or clientSecret; compare both with the developer console, and give the secret anew',
          )
        default:
          return ownersMatter(outcome.why.code, `LiveChat does not renew the token; run: ${connect}`)
      }
    case 'gone':
      return ownersMatter('consent-ended', `run: ${connect}`)
  }
}
