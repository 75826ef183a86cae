/** Jepsen's words, and ours. The invariants are those of the fault battery: I1 … I10. */
export type ViolationKind =
  | 'lost' // acknowledged, and not there
  | 'duplicated' // there more than once
  | 'unexpected' // there, and nobody sent it
  | 'reordered' // there, in another order
  | 'gap' // a reader misses what the store has, or the log has a hole
  | 'leaked' // something private left
  | 'orphanThread' // the desk has a thread that no handoff knows
  | 'doubleThread' // a handoff or a visitor is there twice
  | 'untrue' // somebody was told what is not so
  | 'stuck' // it never came to its end
  | 'damaged' // the store contradicts itself
  | 'failed' // a server failed in a way that it should not

export type Violation = {
  kind: ViolationKind
  invariant: 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I9' | 'I10'
  where: string
  says: string
}

/** Compares what should be there with what is; `optional` may be there once or not at all. */
export function compare<T extends string>(given: {
  where: string
  expected: T[]
  actual: T[]
  optional?: T[]
  missing?: 'lost' | 'gap'
}): Violation[] {
  const { where, expected, actual, optional = [], missing = 'lost' } = given
  const wanted = counted(expected)
  const allowed = counted(optional)
  const found = counted(actual)
  const violations: Violation[] = []
  const tell = (kind: ViolationKind, invariant: Violation['invariant'], says: string) =>
    void violations.push({ kind, invariant, where, says })
  for (const [one, times] of wanted) {
    const here = found.get(one) ?? 0
    if (here < times) tell(missing, 'I1', `${one} ${here} of ${times} times`)
  }
  for (const [one, here] of found) {
    const most = (wanted.get(one) ?? 0) + (allowed.get(one) ?? 0)
    if (most === 0) tell('unexpected', 'I4', one)
    else if (here > most) tell('duplicated', 'I1', `${one} ${here} times`)
  }
  const common = (list: T[], other: Map<T, number>) => firsts(list).filter((one) => other.has(one))
  const was = common(expected, found)
  const is = common(actual, wanted)
  const at = is.findIndex((one, n) => one !== was[n])
  if (at >= 0) tell('reordered', 'I2', `${is[at]} stands where ${was[at]} belongs`)
  return violations
}

function counted<T>(list: T[]): Map<T, number> {
  const counts = new Map<T, number>()
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

const firsts = <T>(list: T[]): T[] => [...new Set(list)]
