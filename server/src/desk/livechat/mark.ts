import { z } from 'zod'
import type { Mark } from '../desk.ts'

/**
 * `to`: the time of the newest event that was told, with all before it · `seen`: ids behind that a look would find again · `gone`:
 * deleted ones that were told · `words`: which wording of the newest events was told · `page`: where an unfinished walk to older threads goes on, and `top` what it began with.
 */
const reached = z.object({
  to: z.number().nullable(),
  seen: z.array(z.string()),
  gone: z.array(z.string()),
  // Marks of former versions have none.
  words: z.record(z.string(), z.string()).catch({}),
})
const shape = reached.extend({ page: z.string().optional(), top: reached.optional() })
export type Reached = z.infer<typeof reached>
export type MarkFacts = z.infer<typeof shape>

export const nothingYet: MarkFacts = { to: null, seen: [], gone: [], words: {} }

export function readMark(given: Mark | null): MarkFacts {
  if (given === null) return nothingYet
  try {
    return shape.safeParse(JSON.parse(given)).data ?? nothingYet
  } catch {
    // Not one of ours.
    return nothingYet
  }
}

export const writeMark = (facts: MarkFacts): Mark => JSON.stringify(facts)
