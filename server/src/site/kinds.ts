import type { Json, SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Bot } from '../bot/bot.ts'
import type { Clock, Random } from '../clock.ts'
import type { AccountId, DeskName } from '../conversation/ids.ts'
import type { Policy } from '../conversation/policy.ts'
import type { Desk, DeskMemory, KeptFiles } from '../desk/desk.ts'
import type { Checked } from '../mistakes.ts'
import type { Outcome } from '../outcome.ts'
import type { Outgoing } from '../outgoing.ts'
import type { Tickets } from '../tickets/tickets.ts'
import type { DeskEntry, FreshchatEntry, LivechatEntry } from './desk-entries.ts'

/** What this server can build from a site file; handed in by main, so that a site knows no adapter. */
export type Kinds = {
  bots: { script: BotKind }
  /** A desk whose kind is missing here is accepted and reported, and nothing opens there. */
  desks: { freshchat?: DeskKind<FreshchatEntry>; livechat?: DeskKind<LivechatEntry> }
  /** What goes to a desk needs none of these: the conversation opens a thread there. */
  tickets?: { freshdesk: TicketKind<FreshdeskEntry>; mail: TicketKind<MailEntry> }
}

export type BotKind = {
  /** The bot file as it will be stored in the version, or all its mistakes. */
  parse(file: string, text: string, site: { desks: DeskName[] }): Checked<Json>
  /** From what `parse` gave, perhaps years ago; null: it cannot be understood any more. */
  build(stored: Json): Bot | null
}

export type DeskKind<Entry> = {
  /** What is wrong with an entry beyond its shape, as far as the file alone tells, without secrets. */
  troubles(entry: Entry): EntryTrouble[]
  /** The account, as far as the file alone tells. */
  account(entry: Entry): AccountId | null
  /** Asks the vendor which account it is; called now and then until it is known. */
  findAccount(entry: Entry, deps: AccountDeps): Promise<Outcome<AccountId>>
  /** Whether a visitor's rating can be given to it. */
  rates: boolean
  /** What follows the opening of a thread there. */
  steps(entry: Entry): Policy['desks'][number]['steps']
  /** Called anew when the entry or one of its secrets changed. Troubles: a secret is not what it must be. */
  build(entry: Entry, deps: DeskDeps): Desk | EntryTrouble[]
}

/** Null answers of `secret` and `smtpUrl` are troubles to be told, with their mend. */
export type TicketKind<Entry> = (entry: Entry, deps: TicketDeps) => Tickets | EntryTrouble
export type TicketDeps = {
  siteName: string
  http: Outgoing
  clock: Clock
  secret(name: string): string | null
  /** BATON_SMTP_URL; null: not set. */
  smtpUrl: string | null
}
export type FreshdeskEntry = { domain?: string | undefined; url?: string | undefined; key: { secret: string } }
export type MailEntry = { to: string; from?: string | undefined }

/** `place` is a key of the entry, with a position where it is a list: `publicKey[1]`. Names no value: it may be a secret. */
export type EntryTrouble = { place: string; says: string; mend: string }

export type AccountDeps = Pick<DeskDeps, 'http' | 'clock' | 'log' | 'secret'>

export type DeskDeps = {
  site: SiteId
  name: DeskName
  account: AccountId
  /** Where the desk must send its webhooks. */
  hookUrl: string
  memory: DeskMemory
  files: KeptFiles
  http: Outgoing
  clock: Clock
  random: Random
  log: Logger
  /** A secret's value by its name; null: not set, or sealed with another key. */
  secret(name: string): string | null
}

/** What this server can do with that desk; null: nothing. */
export const kindOf = (desk: DeskEntry, { desks }: Kinds): DeskKind<DeskEntry> | null =>
  // Each kind is only ever given entries of its own: the entry's `kind` chose it.
  (desks[desk.kind] as DeskKind<DeskEntry> | undefined) ?? null
