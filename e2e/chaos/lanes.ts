import { availableParallelism } from 'node:os'

/** So many trials at once: they mostly wait. */
const parallel = Math.min(2, availableParallelism())
export const minute = 60_000

/** Does the work for each, a few at once. */
export async function lanes<T>(all: readonly T[], work: (one: T) => Promise<void>, many = parallel): Promise<void> {
  const waiting = all.values()
  const lane = async (): Promise<void> => {
    for (const one of waiting) await work(one)
  }
  await Promise.all(Array.from({ length: many }, lane))
}
