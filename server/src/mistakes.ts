/** Something wrong in a file that an owner wrote. Never holds a value of the file: a token may stand in the wrong place. */
export type Mistake = {
  /** As the owner named it. */
  file: string
  /** Both count from 1. */
  line: number
  column: number
  /** What is wrong, with the key that it is about. */
  wrong: string
  /** What to write or type instead. */
  mend: string
}

/** A value, or every mistake in what it should have come from. */
export type Checked<T> = { value: T; mistakes?: never } | { value?: never; mistakes: Mistake[] }

export const sayMistake = ({ file, line, column, wrong, mend }: Mistake): string =>
  `${file}:${line}:${column} ${wrong}\n    ${mend}`

/** The candidate that was probably meant, or null when none is near. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const given = word.toLowerCase()
  if (given.length > 60) return null
  let best: string | null = null
  let least = Math.max(1, Math.floor(given.length / 3)) + 1
  for (const candidate of candidates) {
    const apart = distance(given, candidate.toLowerCase(), least)
    if (apart < least) {
      best = candidate
      least = apart
    }
  }
  return best
}

/** How many letters must be changed, added, removed or swapped with their neighbour; `limit` when it is that many or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return Math.min(limit, last[b.length] ?? limit)
}
