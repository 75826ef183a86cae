import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Note } from '../model/rows.ts'
import type { Texts } from './texts/en.ts'
import { fill } from './texts.ts'

export function noteText(note: Note, texts: Texts): string {
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
    case 'ended':
      return endText(note.how, texts)
  }
}

function endText(how: HandoffEnd, texts: Texts): string {
  switch (how) {
    case 'left':
      return texts.endedLeft
    case 'cancelled':
      return texts.endedCancelled
    case 'timedOut':
      return texts.endedTimedOut
    case 'deskClosed':
      return texts.endedDeskClosed
    case 'failed':
      return texts.endedFailed
    case 'resolved':
      return texts.endedResolved
    default:
      // A way of a newer server.
      return texts.endedResolved
  }
}

export function dayText(at: number, now: number, texts: Texts, locale: string): string {
  const day = new Date(at).toDateString()
  if (day === new Date(now).toDateString()) return texts.today
  if (day === new Date(now - 86_400_000).toDateString()) return texts.yesterday
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year }).format(at)
}
