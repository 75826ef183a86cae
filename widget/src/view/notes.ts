import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Note } from '../model/rows.ts'
import type { Texts } from './texts/en.ts'
import { fill, type Words } from './texts.ts'

export function noteText(note: Note, words: Words): string {
  const { texts } = words
  switch (note.kind) {
    case 'requested':
      return texts.requested
    case 'joined':
      return note.name === null ? texts.joinedUnknown : fill(texts.joined, { name: note.name })
    case 'left':
      return note.name === null ? texts.leftUnknown : fill(texts.left, { name: note.name })
    case 'resumed':
      return texts.resumed
    case 'closed':
      return texts.closed
    case 'ticket':
      return ticketText(note, texts)
    case 'ended':
      return note.how === 'deskClosed' ? closedText(note.opensAt, Date.now(), words) : endText(note.how, texts)
  }
}

function endText(how: Exclude<HandoffEnd, 'deskClosed'>, texts: Texts): string {
  switch (how) {
    case 'left':
      return texts.endedLeft
    case 'cancelled':
      return texts.endedCancelled
    case 'timedOut':
      return texts.endedTimedOut
    case 'message':
      return texts.endedMessage
    case 'failed':
      return texts.endedFailed
    case 'resolved':
      return texts.endedResolved
    default:
      // A way of a newer server.
      return texts.endedResolved
  }
}

function ticketText({ by, fate, number }: Extract<Note, { kind: 'ticket' }>, texts: Texts): string {
  const bot = by === 'bot'
  if (fate === 'failed') return texts.ticketFailed
  if (fate === 'asked') return bot ? texts.botTicketAsked : texts.ticketAsked
  if (number === null) return bot ? texts.botTicketMade : texts.ticketMade
  return fill(bot ? texts.botTicketNumber : texts.ticketNumber, { number })
}

const days = 86_400_000

/** When they are back: in the visitor's own time zone, and with the date where a weekday could be that of another week. */
export function closedText(opensAt: number | null, now: number, { texts, locale }: Words): string {
  if (opensAt === null || opensAt <= now) return texts.endedDeskClosed
  const say = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(opensAt)
  const time = say({ hour: 'numeric', minute: '2-digit' })
  if (new Date(opensAt).toDateString() === new Date(now).toDateString()) return fill(texts.closedToday, { time })
  const near = opensAt - now < 6 * days
  const day = say({ weekday: 'long', ...(near ? {} : { day: 'numeric', month: 'long' }) })
  return fill(texts.closedUntil, { day, time })
}

export function dayText(at: number, now: number, texts: Texts, locale: string): string {
  const day = new Date(at).toDateString()
  if (day === new Date(now).toDateString()) return texts.today
  if (day === new Date(now - days).toDateString()) return texts.yesterday
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at)
}
