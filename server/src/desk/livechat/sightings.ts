import { createHash } from 'node:crypto'
import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'

/**
 * What webhooks of a moment ago said, for those that carry neither an id nor a time (vendors/livechat.md §7.1): the very same body comes
 * again when a delivery is repeated, and when somebody comes back. A cache only: forgotten, a double is taken for news, which the
 * core knows to be none.
 */
export interface Sightings {
  /** A name for this news: the same for its double, another when it happened again. `undoes`: what makes it news again. */
  name(body: object, undoes?: object): string
  /** What an event said first. */
  said(event: string, words: object): void
  /** False: it says what it said first, and was never told to say anything else. */
  isReworded(event: string, words: object): boolean
  /** This person is seen by the visitor in this chat. */
  show(chat: string, person: string): void
  hide(chat: string, person: string): void
  isShown(chat: string, person: string): boolean
}

/** A delivery is repeated within a minute, mostly at once; people take longer to go and come back. */
const doubleWithin: Ms = 10_000
const most = 5_000

export function createSightings(clock: Pick<Clock, 'now'>): Sightings {
  const seen = new Map<string, Time>()
  const shown = new Set<string>()
  const wordings = new Map<string, { first: string; reworded: boolean }>()

  return {
    name(body, undoes) {
      const key = digest(body)
      if (undoes) seen.delete(digest(undoes))
      const now = clock.now()
      const before = seen.get(key)
      const first = before !== undefined && now - before < doubleWithin ? before : now
      seen.delete(key)
      seen.set(key, first)
      trim(seen)
      return `${key}:${first}`
    },
    said(event, words) {
      if (wordings.has(event)) return
      wordings.set(event, { first: digest(words), reworded: false })
      trim(wordings)
    },
    isReworded(event, words) {
      const known = wordings.get(event)
      if (!known) return true
      known.reworded ||= digest(words) !== known.first
      return known.reworded
    },
    show(chat, person) {
      shown.add(`${chat}\n${person}`)
      trim(shown)
    },
    hide: (chat, person) => void shown.delete(`${chat}\n${person}`),
    isShown: (chat, person) => shown.has(`${chat}\n${person}`),
  }
}

function trim(all: Map<string, unknown> | Set<string>): void {
  const [oldest] = all.keys()
  if (all.size > most && oldest !== undefined) all.delete(oldest)
}

const digest = (body: object): string =>
  createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)
