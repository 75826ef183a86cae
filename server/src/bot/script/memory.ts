import type { Json } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Script } from './script.ts'

/** What the bot asks to be remembered from one turn to the next. */
export type Memory = {
  /** What was answered last; null: nothing, or nothing that this script still has. */
  last: string | null
  /** Messages in a row that were not understood. */
  misses: number
  /** Which of several says comes next, by name. */
  turns: { [name: string]: number }
}

const shape = z.object({
  last: z.string().nullable(),
  misses: z.int().min(0).max(1_000),
  turns: z.record(z.string(), z.int().min(0).max(1_000)),
})

/** The script may be another one by now, so what it does not know is forgotten. */
export function readMemory(given: Json, { answers }: Script): Memory {
  const { data } = shape.safeParse(given)
  if (!data) return { last: null, misses: 0, turns: {} }
  const known = (name: string) => answers.has(name) || name === 'greeting' || name === 'returned' || name === 'fallback'
  return {
    last: data.last !== null && known(data.last) ? data.last : null,
    misses: data.misses,
    turns: Object.fromEntries(Object.entries(data.turns).filter(([name]) => known(name))),
  }
}
