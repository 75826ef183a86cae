import type { AskedField } from '@baton/shared/asks.ts'
import type { Ms } from '@baton/shared/ids.ts'
import type { AskingWords } from './asks.ts'
import type { OfficeHours } from './hours.ts'
import type { AccountId, DeskName } from './ids.ts'
import type { Rule } from './rules.ts'

/** What a site's set-up says to deciding; made from the site's newest version for each input. */
export type Policy = {
  siteVersion: number
  /** Whether there is a bot to answer; without one the first word asks for a person. */
  bot: boolean
  /** The desks where a new handoff may open, by name; the first is the default. */
  desks: {
    name: DeskName
    /** As visitors read it. */
    label: string
    /** The desk that is asked when this one is closed or down; null: none. */
    otherwise: DeskName | null
    /** Whether the desk takes a rating. */
    rates: boolean
    account: AccountId /** what follows the opening, in this order */
    steps: ('note' | 'assign')[]
    /** When people are there; left out: only the desk itself knows. */
    hours?: OfficeHours
  }[]
  /** How long a visitor waits for a person at most. */
  wait: Ms
  afterResolve: 'bot' | 'closed'
  /** When nobody came in time: the visitor is asked how to go on, or the bot is back. */
  afterWait: 'ask' | 'bot'
  /** What is asked before a handoff; empty: nothing. */
  form: AskedField[]
  /** How a visitor rates a stay; null: not asked. */
  rating: 'stars' | 'thumbs' | null
  /** Whether the visitor chooses among several desks when nobody else did. */
  chooseDesk: boolean
  /** Where goes what cannot be answered now. outside: to `Tickets` · desk: a message at the desk · none: nowhere. */
  tickets: 'outside' | 'desk' | 'none'
  /** Turns in a row without an answer of the bot's own, after which a person is asked for; null: never. */
  notUnderstood: number | null
  /** Where a person is asked for without anybody saying so; the first that fits counts. */
  rules: Rule[]
  /** Words of a visitor that ask for a person without the bot; left out: none. */
  when?: AskingWords
  /** Text of an honest bot failure, in the site's words. */
  botDownText: string
  /** Said when a person is asked for and there is no desk to ask. */
  noDeskText: string
  /** Ms between two looks at an open handoff. */
  lookEvery: Ms
}
