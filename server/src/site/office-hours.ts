import { z } from 'zod'
import type { OfficeHours, Span } from '../conversation/hours.ts'
import { nearest } from '../mistakes.ts'
import { entry, field, list, oneOrMore, plainText, text, Wrong } from '../yaml-fields.ts'

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
const short = (day: number) => dayNames[day]?.slice(0, 3) ?? ''

const daysMend = 'Write days such as mon, mon-fri or "mon, wed, fri".'

/** `mon`, `mon-fri` (also around the week's end), `mon, wed`, each in three letters or in full → the days, Sunday 0; null: none. */
function daysOf(given: string): number[] | null {
  const days = given.split(',').flatMap((part) => {
    const [from, to, ...more] = part.split(/[-–]/).map(dayOf)
    if (from === undefined || from < 0 || more.length > 0 || (to !== undefined && to < 0)) return [null]
    const length = to === undefined ? 1 : ((to - from + 7) % 7) + 1
    return Array.from({ length }, (_, ahead) => (from + ahead) % 7)
  })
  return days.includes(null) ? null : (days as number[])
}

const dayOf = (word: string): number => {
  const given = word.trim().toLowerCase()
  return dayNames.findIndex((day) => day === given || day.slice(0, 3) === given)
}

const days = text({ most: 80, mend: daysMend, fits: (given) => daysOf(given) !== null })

const spanMend = 'Write it as "09:00-17:30"; several as ["09:00-12:00", "13:00-17:30"].'

const span = field((value): Span | Wrong => {
  const given = plainText(value, spanMend)
  if (given instanceof Wrong) return given
  const [, from, to] = /^\s*(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)\s*$/.exec(given) ?? []
  const [begin, end] = [minutesOf(from), minutesOf(to)]
  if (begin === null || end === null) return new Wrong('is no span of a day.', spanMend)
  if (begin < end) return { from: begin, to: end }
  return new Wrong('ends before it begins.', 'A night is two spans: until 24:00, and from 00:00 of the next day.')
})

function minutesOf(clock: string | undefined): number | null {
  const [hours = 0, minutes = 0] = clock?.split(':').map(Number) ?? [25]
  const all = hours * 60 + minutes
  return minutes < 60 && all <= 24 * 60 ? all : null
}

const week = z.record(days, oneOrMore(span, 12)).superRefine((given, context) => {
  const say = (key: string, message: string, mend: string) =>
    context.addIssue({ code: 'custom', path: [key], message, params: { mend } })
  const taken = new Set<number>()
  for (const [key, spans] of Object.entries(given)) {
    const sorted = spans.toSorted((a, b) => a.from - b.from)
    if (sorted.some((one, place) => one.from < (sorted[place - 1]?.to ?? 0)))
      say(key, 'has spans that overlap.', 'Make one of them, or part them.')
    const twice = daysOf(key)?.find((day) => taken.has(day))
    if (twice !== undefined) {
      const mend = `Name each day once: write all spans of ${short(twice)} in one place.`
      say(key, `names ${short(twice)} a second time.`, mend)
    }
    for (const day of daysOf(key) ?? []) taken.add(day)
  }
})

const dateMend = 'Write year, month and day: 2026-12-25.'
const date = text({
  most: 10,
  mend: dateMend,
  fits: (given) => {
    const time = /^\d{4}-\d\d-\d\d$/.test(given) ? Date.parse(`${given}T00:00Z`) : Number.NaN
    // A 30th of February is read as a day of March.
    return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 10) === given
  },
})

const timeZone = field((value): string | Wrong => {
  const example = 'Write the name of a time zone, such as Europe/Berlin or America/New_York.'
  const given = plainText(value, example)
  if (given instanceof Wrong) return given
  const name = zoneNamed(given.trim())
  if (name) return name
  const likely = likelyZones(given.trim())
  const mend = likely.length > 0 ? `Did you mean ${likely.join(' or ')}?` : example
  return new Wrong('is no time zone that is known here.', mend)
})

/** As the list of zones spells it. An offset such as +01:00 is none: it has no summer. */
function zoneNamed(given: string): string | null {
  if (!/^([a-z_]+\/|utc$)/i.test(given)) return null
  try {
    return new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone
  } catch {
    return null
  }
}

/** By the whole name, or by the city alone. */
function likelyZones(given: string): string[] {
  const all = Intl.supportedValuesOf('timeZone')
  const word = given.replaceAll(' ', '_')
  const whole = nearest(word, all)
  if (whole) return [whole]
  const cityOf = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1)
  const city = nearest(cityOf(word), all.map(cityOf))
  return city ? all.filter((zone) => cityOf(zone) === city) : []
}

/** `hours:` of a desk or of `handoff`. */
export const officeHours = entry({ timeZone, open: week, closed: list(date, { most: 200 }).optional() }).transform(
  ({ timeZone: zone, open, closed = [] }): OfficeHours => ({
    timeZone: zone,
    week: dayNames.map((_, day) =>
      Object.entries(open)
        .flatMap(([key, spans]) => (daysOf(key)?.includes(day) ? spans : []))
        .toSorted((a, b) => a.from - b.from),
    ),
    closed,
  }),
)
