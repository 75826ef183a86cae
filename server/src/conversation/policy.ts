import type { Ms } from '@baton/shared/ids.ts'
import type { AskingWords } from './asks.ts'
import type { OfficeHours } from './hours.ts'
import type { AccountId, DeskName } from './ids.ts'

/** What a site's set-up says to deciding; made from the site's newest version for each input. */
export type Policy = {
  siteVersion: number
  /** Whether there is a bot to answer; without one the first word asks for a person. */
  bot: boolean
  /** The desks where a new handoff may open, by name; the first is the default. */
  desks: {
    name: DeskName
    account: AccountId /** what follows the opening, in this order */
    steps: ('note' | 'assign')[]
    /** When people are there; left out: only the desk itself knows. */
    hours?: OfficeHours
  }[]
  /** How long a visitor waits for a person at most. */
  wait: Ms
  afterResolve: 'bot' | 'closed'
  /** Words of a visitor that ask for a person without the bot; left out: none. */
  when?: AskingWords
  /** Text of an honest bot failure, in the site's words. */
  botDownText: string
  /** Said when a person is asked for and there is no desk to ask. */
  noDeskText: string
  /** Ms between two looks at an open handoff. */
  lookEvery: Ms
}
