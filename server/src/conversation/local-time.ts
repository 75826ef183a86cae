/** A calendar day, as the time at which it would begin in UTC. */
export type Day = number

const minute = 60_000
const day = 24 * 60 * minute

/** What calendar and clock show there. */
export function localTime(timeZone: string, time: number): { day: Day; minutes: number } {
  const local = time + offsetAt(timeZone, time)
  const midnight = Math.floor(local / day) * day
  return { day: midnight, minutes: Math.floor((local - midnight) / minute) }
}

/** How many ms the clock there is ahead of UTC. */
export function offsetAt(timeZone: string, time: number): number {
  const shown: { [type: string]: number } = {}
  for (const { type, value } of formatOf(timeZone).formatToParts(time)) shown[type] = Number(value)
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000
}

/** The first moment of the new offset, where the clock is changed once between the two. */
export function turnBetween(timeZone: string, from: number, to: number): number {
  const old = offsetAt(timeZone, from)
  let before = Math.floor(from / minute)
  let after = Math.ceil(to / minute)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (offsetAt(timeZone, middle * minute) === old) before = middle
    else after = middle
  }
  return after * minute
}

// Making one costs a hundred times what asking it does.
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  formats.set(timeZone, made)
  return made
}
