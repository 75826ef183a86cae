import type { ConversationId, Time, VisitorId } from '@baton/shared/ids.ts'
import type { TicketId } from '../conversation/ids.ts'
import type { Check } from '../desk/desk.ts'
import type { Outcome } from '../outcome.ts'

/** Where goes what cannot be answered now: a help desk's ticket, or a mail. Keeps nothing in the process. Every call ends within 30 s. */
export interface Tickets {
  /** Looks whether an earlier `make` with this key got through; null: not there now, or nobody can look there. Changes nothing. */
  find(request: TicketRequest): Promise<Outcome<Ticket | null>>
  /**
   * Makes a ticket. `doubt`: an earlier try with the same key may have got through; it is looked up once more, and made only when it is
   * not there. refused: it will never be made as it is.
   */
  make(request: TicketRequest, doubt: boolean): Promise<Outcome<Ticket>>
  /** What an owner should know. read: changes nothing · live: makes one labelled ticket, and removes it where that can be done. */
  check(how: 'read' | 'live'): AsyncIterable<Check>
}

/** `number` is what the visitor is told and can name later; null where there is none. `url` is for the owner's people. */
export type Ticket = { number: string | null; url?: string }

export type TicketRequest = {
  /** Ours, the same at each try: by it a ticket in doubt is found again. */
  key: TicketId
  conversation: ConversationId
  visitor: VisitorId
  siteName: string
  /** One line, at most 150 characters. */
  subject: string
  /** What it is about, in words; null: nobody wrote one. */
  summary: string | null
  contact: Contact
  /** Who hears of the answer is the contact; these are for whoever works on it. */
  facts: { label: string; value: string }[]
  /** What was said, oldest first. */
  transcript: { by: 'visitor' | 'bot' | 'agent'; name?: string; at: Time; text: string }[]
}

/** What the visitor said of themselves; nothing of it is proven. */
export type Contact = { name?: string; email?: string; phone?: string }
