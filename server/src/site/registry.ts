import type { Ms, SiteId } from '@baton/shared/ids.ts'
import type { Bot } from '../bot/bot.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Policy } from '../conversation/policy.ts'
import type { Desk } from '../desk/desk.ts'
import type { Tickets } from '../tickets/tickets.ts'

/** A site as the running server needs it: parsed, frozen, of one version. The whole YAML shape is site/schema.ts. */
export type Site = {
  id: SiteId
  version: number
  name: string
  /** Exact: scheme, host and port. */
  origins: string[]
  widget: {
    color?: string
    position?: 'left' | 'right'
    greeting?: string
    language?: string
    zIndex?: number
    texts?: Record<string, string>
  }
  desks: Record<DeskName, SiteDesk>
  /** The sender of mailed histories; null: none are sent. */
  transcripts: { from: string } | null
  /** Who may send files: visitors only where the owner said so, agents unless the owner said no. */
  files: { visitors: boolean; agents: boolean }
}
export type SiteDesk = {
  kind: 'freshchat' | 'livechat'
  /** Null until it is known: LiveChat's organization, Freshchat's app id when the owner left it out and no look has found it. */
  account: AccountId | null
  assign: { agent?: string; group?: string } | null
  /** Where the account's webhooks are passed on, raw bytes and signature, when its one URL was already in use. */
  forwardTo: string | null
}

/** Every site of the store, kept up to date, with its bot and desks built. Look-ups are synchronous: deciding needs them. */
export interface Registry {
  site(id: SiteId): Site | null
  sites(): Site[]
  policy(id: SiteId): Policy | null
  bot(id: SiteId): Bot | null
  /** Where the site's tickets go; null: nowhere, to its desk, or it is not set up. */
  tickets(id: SiteId): Tickets | null
  /** The desk as it was in that version; null when that version cannot be built any more. */
  desk(id: SiteId, version: number, name: DeskName): Promise<Desk | null>
  /** For `/hooks/<site>/<desk>/<key>`: null unless the key is right (compared in constant time). */
  hook(id: string, desk: string, key: string): { site: Site; desk: Desk; forwardTo: string | null } | null
  /** The key in a desk's webhook address: derived from BATON_SECRET_KEY, the same on every server. */
  hookKey(id: SiteId, desk: DeskName): string
  /** Every desk object of an account that can be asked, best first. */
  desksOf(account: AccountId): Desk[]
  /** Takes up what was applied since. Called at start, by the control socket after an apply, and every few seconds. */
  refresh(): Promise<void>
  /** Called after each refresh that changed something. */
  onChange(then: () => void): () => void
  close(): Promise<void>
}

/** How often another server's apply is noticed. */
export const refreshEvery: Ms = 3_000
