import type { Time } from '@baton/shared/ids.ts'
import { type Day, localTime, offsetAt, turnBetween } from './local-time.ts'

/** When people are there, by the clock on their wall. */
export type OfficeHours = {
  /** An IANA name, such as Europe/Berlin. */
  timeZone: string
  /** By weekday, Sunday first. Empty: nobody is there that day. */
  week: Span[][]
  /** Days on which nobody is there, whatever the weekday: `2026-12-25`. */
  closed: string[]
}

/** Minutes after midnight; `to` is the first one outside, at most 1440. */
export type Span = { from: number; to: number }

/** `until` null: they never open. */
export type OpenOrClosed = { kind: 'open' } | { kind: 'closed'; until: Time | null }

const minute = 60_000
const hour = 60 * minute

/**
 * Whether people are there, and if not, the first moment at which they are. What counts is the clock on their wall: an hour that a
 * clock skips is nobody's, and one that it shows twice counts twice.
 */
export function availabilityAt(hours: OfficeHours, time: Time): OpenOrClosed {
  return isOpen(hours, time) ? { kind: 'open' } : { kind: 'closed', until: nextOpening(hours, time) }
}

function isOpen(hours: OfficeHours, time: number): boolean {
  const { day, minutes } = localTime(hours.timeZone, time)
  return spansOf(hours, day).some(({ from, to }) => from <= minutes && minutes < to)
}

function spansOf({ week, closed }: OfficeHours, day: Day): Span[] {
  const date = new Date(day).toISOString().slice(0, 10)
  return closed.includes(date) ? [] : (week[new Date(day).getUTCDay()] ?? [])
}

function nextOpening(hours: OfficeHours, time: Time): Time | null {
  const { day } = localTime(hours.timeZone, time)
  // Each closed day takes away one week of a site that opens once a week; a clock change may take another.
  const last = 7 * (hours.closed.length + 3)
  for (let ahead = 0; ahead <= last; ahead++) {
    const then = day + ahead * 24 * hour
    const found = spansOf(hours, then)
      .flatMap(({ from }) => mayBegin(hours.timeZone, then + from * minute))
      .filter((at) => at > time && localTime(hours.timeZone, at).day === then && isOpen(hours, at))
    if (found.length > 0) return Math.min(...found) as Time
  }
  return null
}

/** When a span that begins at that local time may begin: then, then once more, or when the clock jumps over it or back into it. */
function mayBegin(timeZone: string, local: number): number[] {
  // All that a day and its offset from UTC can reach; no zone changes its clock twice in that time.
  const [before, after] = [local - 24 * hour, local + 48 * hour]
  const offsets = [offsetAt(timeZone, before), offsetAt(timeZone, after)] as const
  if (offsets[0] === offsets[1]) return [local - offsets[0]]
  return [...offsets.map((offset) => local - offset), turnBetween(timeZone, before, after)]
}
