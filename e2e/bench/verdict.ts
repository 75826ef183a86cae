import { never } from '@baton/shared/ids.ts'
import { median, wander } from './figures.ts'

/** What design.md §8 asks of a figure. */
export type Budget =
  /** Of ours divided by bare. */
  | { kind: 'ratio'; least: number }
  | { kind: 'ratio'; most: number }
  /** Of ours alone. */
  | { kind: 'figure'; most: number }
  /** Of ours less bare. */
  | { kind: 'above'; most: number }
  /** It is told beside the others, to explain them. */
  | { kind: 'none' }

/** One line of the table: a figure of ours beside its bare baseline, a value for each run. */
export type Row = {
  /** What it is, in a few words. */
  what: string
  /** Of `ours` and `bare`: `ms`, `/s`, `bytes`. */
  unit: string
  ours: readonly number[]
  /** Measured between ours, in the same run; empty where nothing bare can be compared. */
  bare: readonly number[]
  budget: Budget
  /** What has to stand still for a conclusion, where that is not `bare`: the yardstick of a budget without a baseline. */
  steady?: readonly number[]
  /** Why the figure says nothing, whatever it is: the load could not keep up, a sample is missing. */
  spoiled?: string
  /** What a reader should know. */
  note?: string
}

export type Verdict = { kind: 'met' } | { kind: 'missed' } | { kind: 'told' } | { kind: 'unsettled'; why: string }

/** A baseline that wanders by more than this between its runs was measured on a machine that did something else too. */
export const wanderAtMost = 0.15

export function verdictOf(row: Row): Verdict {
  if (row.budget.kind === 'none') return { kind: 'told' }
  if (row.spoiled !== undefined) return { kind: 'unsettled', why: row.spoiled }
  const wandered = wander(row.steady ?? row.bare)
  if (wandered > wanderAtMost) {
    const what = row.steady ? "the machine's own pace" : 'the baseline'
    return { kind: 'unsettled', why: `${what} wandered by ${Math.round(wandered * 100)} % between its runs` }
  }
  const figure = measured(row)
  if (Number.isNaN(figure)) return { kind: 'unsettled', why: 'there is no figure' }
  return { kind: keeps(row.budget, figure) ? 'met' : 'missed' }
}

/** What the budget is about: a ratio, a figure or a difference, of the medians. */
function measured({ ours, bare, budget }: Row): number {
  switch (budget.kind) {
    case 'ratio':
      return median(ours) / median(bare)
    case 'above':
      return median(ours) - median(bare)
    case 'figure':
    case 'none':
      return median(ours)
    default:
      return never(budget)
  }
}

const keeps = (budget: Budget, figure: number): boolean =>
  ('least' in budget ? figure >= budget.least : true) && ('most' in budget ? figure <= budget.most : true)

/** 0: every budget that was measured is met. 1: one is missed. 2: none is missed, and one is unsettled. */
export function exitCodeOf(verdicts: readonly Verdict[]): 0 | 1 | 2 {
  if (verdicts.some(({ kind }) => kind === 'missed')) return 1
  return verdicts.some(({ kind }) => kind === 'unsettled') ? 2 : 0
}
