import type { SiteId, Time } from '@baton/shared/ids.ts'
import type { AccountId, DeskName } from './conversation/ids.ts'

/**
 * The way into a vendor's account by consent in a browser: the owner's command asks for a link, whoever may consent opens it, the
 * vendor sends the browser back to any of our servers, and the command learns what came of it. Everything between these steps is in
 * the store, so each may be at another server, and a crash between them only means to ask again.
 */
export interface Consent {
  /** Makes a link for a desk. It works once and until then; an older link for that desk is no good from now on. */
  ask(site: SiteId, desk: DeskName): Promise<Asked | ConsentTrouble>
  /** What came of it so far. */
  outcome(ticket: Ticket): Promise<ConsentOutcome>
  /** The browser is back, with what the vendor put into the address. Never throws for what stands there. */
  land(query: { [name: string]: unknown }): Promise<Landing>
}

export type Asked = {
  link: string
  until: Time
  ticket: Ticket /** What else the owner should know. */
  notes: string[]
}
/** Which link it is about; no secret. */
export type Ticket = { site: SiteId; desk: DeskName; mark: string }
/** What keeps a desk from being connected, where, and how to mend it. */
export type ConsentTrouble = { wrong: string; mend: string }

export type ConsentOutcome =
  | { kind: 'open' }
  | { kind: 'connected'; account: AccountId }
  | { kind: 'denied' }
  | { kind: 'failed'; wrong: string; mend: string }
  | { kind: 'expired' }
  /** A newer link was made. */
  | { kind: 'replaced' }

/** What the person in the browser is shown. */
export type Landing =
  | { kind: 'connected'; site: SiteId; desk: DeskName }
  | { kind: 'denied' }
  /** The link was followed to its end before. */
  | { kind: 'used' }
  | { kind: 'expired' }
  /** No link of ours, or one in whose place a newer one was made. */
  | { kind: 'unknown' }
  | { kind: 'failed'; wrong: string; mend: string }
