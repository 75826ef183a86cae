/** The middle one; of an even number the mean of the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[half]]
  return (low + high) / 2
}

/** The smallest value that at least `share` (0 … 1) of all do not exceed. NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** How far apart the runs of one thing lie, as a share of their median: 0.15 is 15 %. 0 of fewer than two. */
export function wander(values: readonly number[]): number {
  if (values.length < 2) return 0
  const spread = Math.max(...values) - Math.min(...values)
  return spread === 0 ? 0 : spread / Math.abs(median(values))
}
