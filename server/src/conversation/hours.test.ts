import type { Time } from '@baton/shared/ids.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { availabilityAt, type OfficeHours, type OpenOrClosed, type Span } from './hours.ts'
import { offsetAt } from './local-time.ts'

const span = (from: number, to: number): Span => ({ from: from * 60, to: to * 60 })
const nine = span(9, 17.5)
const weekdays = [[], [nine], [nine], [nine], [nine], [nine], [span(10, 14)]]
const berlin: OfficeHours = { timeZone: 'Europe/Berlin', week: weekdays, closed: ['2026-12-25', '2027-01-01'] }
const time = (iso: string) => Date.parse(iso) as Time
const closedUntil = (iso: string) => ({ kind: 'closed', until: time(iso) })

describe('office hours', () => {
  it.each([
    ['in the middle of a day', '2026-11-23T11:00+01:00'],
    ['at the first minute', '2026-11-23T09:00+01:00'],
    ['at the last minute', '2026-11-23T17:29:59.999+01:00'],
    ['in summer, when the same clock is another time', '2026-07-06T07:00Z'],
  ])('are open %s', (_, iso) => {
    expect(availabilityAt(berlin, time(iso))).toEqual({ kind: 'open' })
  })

  it.each([
    ['the same morning', '2026-11-23T08:59+01:00', '2026-11-23T09:00+01:00'],
    ['the next morning', '2026-11-23T17:30+01:00', '2026-11-24T09:00+01:00'],
    ['after a weekend', '2026-11-21T14:00+01:00', '2026-11-23T09:00+01:00'],
    ['after a holiday', '2026-12-24T20:00+01:00', '2026-12-26T10:00+01:00'],
    ['after a weekend in which the clock goes forward', '2026-03-28T20:00+01:00', '2026-03-30T09:00+02:00'],
    ['after a weekend in which it goes back', '2026-10-24T20:00+02:00', '2026-10-26T09:00+01:00'],
  ])('are closed until %s', (_, iso, until) => {
    expect(availabilityAt(berlin, time(iso))).toEqual(closedUntil(until))
  })

  it('go by the wall there, not by ours', () => {
    const newYork = { ...berlin, timeZone: 'America/New_York' }
    expect(availabilityAt(newYork, time('2026-11-23T09:00Z'))).toEqual(closedUntil('2026-11-23T14:00Z'))
  })

  it('begin when the clock jumps into them', () => {
    const early: OfficeHours = { ...berlin, week: [[{ from: 150, to: 600 }], [], [], [], [], [], []] }
    expect(availabilityAt(early, time('2026-03-29T00:00Z'))).toEqual(closedUntil('2026-03-29T01:00Z'))
  })

  it('do not begin on a day whose clock jumps over them', () => {
    const lost: OfficeHours = { ...berlin, week: [[{ from: 130, to: 170 }], [], [], [], [], [], []] }
    expect(availabilityAt(lost, time('2026-03-29T00:00Z'))).toEqual(closedUntil('2026-04-05T00:10Z'))
  })

  it('end and begin once more where the clock shows them twice', () => {
    const twice: OfficeHours = { ...berlin, week: [[{ from: 130, to: 140 }], [], [], [], [], [], []] }
    expect(availabilityAt(twice, time('2026-10-25T00:30Z'))).toEqual(closedUntil('2026-10-25T01:10Z'))
  })

  it('begin again where the clock is set back at midnight, into the evening of the same day', () => {
    const late: OfficeHours = {
      timeZone: 'America/Santiago',
      week: [[], [], [], [], [], [], [{ from: 0, to: 1_410 }]],
      closed: [],
    }
    expect(availabilityAt(late, time('2026-04-05T02:45Z'))).toEqual(closedUntil('2026-04-05T03:00Z'))
  })

  it('may never be', () => {
    const none: OfficeHours = { ...berlin, week: [[], [], [], [], [], [], []] }
    expect(availabilityAt(none, time('2026-11-23T11:00Z'))).toEqual({ kind: 'closed', until: null })
  })

  it('are found behind as many closed days as an owner may write', () => {
    const mondays = Array.from({ length: 100 }, (_, week) =>
      new Date(Date.UTC(2026, 10, 23 + 7 * week)).toISOString().slice(0, 10),
    )
    const rare: OfficeHours = { timeZone: 'UTC', week: [[], [nine], [], [], [], [], []], closed: mondays }
    expect(availabilityAt(rare, time('2026-11-20T00:00Z'))).toEqual(closedUntil('2028-10-23T09:00Z'))
  })
})

/** Around each change of the clock of these zones, and around a new year. */
const days: [string, string][] = [
  ['UTC', '2027-01-01'],
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  // Half an hour.
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  // At midnight: a day that begins at one, and one that begins twice.
  ['America/Santiago', '2026-09-06'],
  ['America/Santiago', '2026-04-05'],
  ['Asia/Kathmandu', '2026-06-01'],
]
const anySpan = fc
  .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 1_440 }))
  .map(([from, long]): Span => ({ from, to: Math.min(1_440, from + long) }))
// Most of what may go wrong does so near the change of a clock.
const nightSpan = fc
  .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 60 }))
  .map(([from, long]): Span => ({ from, to: from + long }))
const lateSpan = nightSpan.map(({ from, to }): Span => ({ from: 1_440 - to, to: 1_440 - from }))
const spans = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Span[]>([]) },
  { weight: 3, arbitrary: fc.array(fc.oneof(anySpan, nightSpan, lateSpan), { minLength: 1, maxLength: 3 }) },
)
const cases = fc.record({
  zone: fc.constantFrom(...days),
  week: fc.array(spans, { minLength: 7, maxLength: 7 }),
  closedAt: fc.array(fc.integer({ min: -2, max: 3 }), { maxLength: 3 }),
  minutes: fc.integer({ min: -36 * 60, max: 36 * 60 }),
  ms: fc.constantFrom(0, 1, 59_999),
})

it('are what a walk from minute to minute finds, around every change of a clock', () => {
  const found = { open: 0, closed: 0 }
  fc.assert(
    fc.property(cases, ({ zone: [timeZone, date], week, closedAt, minutes, ms }) => {
      const near = Date.parse(`${date}T00:00Z`)
      const closed = closedAt.map((one) => new Date(near + one * 86_400_000).toISOString().slice(0, 10))
      const hours = { timeZone, week, closed }
      const at = near - offsetAt(timeZone, near) + minutes * 60_000 + ms
      const answer = availabilityAt(hours, at as Time)
      found[answer.kind]++
      expect(nearFuture(answer, at)).toEqual(walked(hours, at))
    }),
    { numRuns: 200 },
  )
  expect(found.open).toBeGreaterThan(3)
  expect(found.closed).toBeGreaterThan(30)
})

/** So far the walk goes: what comes later has nothing to do with the change. */
const reach = 4 * 1_440

function walked(hours: OfficeHours, at: number): 'open' | 'later' | number {
  if (wallIsOpen(hours, at)) return 'open'
  const first = Math.floor(at / 60_000) + 1
  for (let minute = first; minute < first + reach; minute++)
    if (wallIsOpen(hours, minute * 60_000)) return minute * 60_000
  return 'later'
}

function nearFuture(answer: OpenOrClosed, at: number): 'open' | 'later' | number {
  if (answer.kind === 'open') return 'open'
  const first = Math.floor(at / 60_000) + 1
  return answer.until === null || answer.until >= (first + reach) * 60_000 ? 'later' : answer.until
}

const walls = new Map<string, Intl.DateTimeFormat>()

/** Asks another formatter in another way, and knows no arithmetic. */
function wallIsOpen({ timeZone, week, closed }: OfficeHours, at: number): boolean {
  const wall =
    walls.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  walls.set(timeZone, wall)
  const [date = '', clock = ''] = wall.format(at).split(' ')
  if (closed.includes(date)) return false
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const now = hour * 60 + minute
  return (week[new Date(`${date}T12:00Z`).getUTCDay()] ?? []).some(({ from, to }) => from <= now && now < to)
}
