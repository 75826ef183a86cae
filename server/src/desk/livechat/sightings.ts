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
  /** Which version of an event came first. */
  said(event: string, version: string): void
  /** False: it says what it said first, and was never told to say anything else. */
  isReworded(event: string, version: string): boolean
  /** The version that was told last, and whether this one ever was as an edit; null: not known here. */
  wording(event: string, version: string): { last: string; told: boolean } | null
  /** A look told this version, whatever webhooks said. */
  mended(event: string, version: string): void
  /** It was deleted: whatever comes late of it is too late. */
  bury(event: string): void
  isBuried(event: string): boolean
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
  const wordings = new Map<string, { first: string; edits: string[]; last: string }>()
  const buried = new Set<string>()

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
    said(event, version) {
      if (wordings.has(event)) return
      wordings.set(event, { first: version, edits: [], last: version })
      trim(wordings)
    },
    isReworded(event, version) {
      const known = wordings.get(event)
      if (!known) {
        // What it said first came another way.
        wordings.set(event, { first: '', edits: [version], last: version })
        trim(wordings)
        return true
      }
      if (version === known.first && known.edits.length === 0) return false
      // A double that comes late says nothing new.
      if (!known.edits.includes(version)) {
        known.edits.push(version)
        known.last = version
      }
      return true
    },
    wording(event, version) {
      const known = wordings.get(event)
      return known ? { last: known.last, told: known.edits.includes(version) } : null
    },
    mended(event, version) {
      const known = wordings.get(event)
      if (known) known.last = version
    },
    bury(event) {
      buried.add(event)
      trim(buried)
    },
    isBuried: (event) => buried.has(event),
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
