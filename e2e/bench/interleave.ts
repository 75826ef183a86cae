/**
 * baseline, ours, baseline, ours … baseline: what the machine does meanwhile hits both, and shows as a baseline that wanders. A
 * first round of each is thrown away: it warms up caches and compiled code.
 */
export async function interleave<B, O>(given: {
  /** Runs of ours; the baseline has one more. */
  times: number
  bare: () => Promise<B>
  ours: () => Promise<O>
  warm?: { bare: () => Promise<unknown>; ours: () => Promise<unknown> }
}): Promise<{ bare: B[]; ours: O[] }> {
  const { times, warm } = given
  await warm?.bare()
  await warm?.ours()
  const bare = [await given.bare()]
  const ours: O[] = []
  for (let run = 0; run < times; run++) {
    ours.push(await given.ours())
    bare.push(await given.bare())
  }
  return { bare, ours }
}

/** Fixed work for one core, in ms: when it takes longer than before, somebody else is at work here too. */
export function yardstick(): number {
  const begun = performance.now()
  let hash = 0
  for (let n = 0; n < 60_000_000; n++) hash = (Math.imul(hash, 31) + n) | 0
  return performance.now() - begun + (hash === 42 ? 1e-9 : 0)
}
