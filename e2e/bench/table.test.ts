import { expect, it } from 'vitest'
import { figure, tableOf } from './table.ts'
import type { Row } from './verdict.ts'

const rows: Row[] = [
  { what: 'baton.js', unit: 'bytes', ours: [2_415], bare: [], budget: { kind: 'figure', most: 3_000 } },
  {
    what: 'stored and shown',
    unit: '/s',
    ours: [5_000, 5_200],
    bare: [10_000, 10_100, 13_000],
    budget: { kind: 'ratio', least: 0.7 },
    note: 'Two tabs each.',
  },
  { what: 'a', unit: 'ms', ours: [3.456], bare: [2], budget: { kind: 'above', most: 1 } },
]

it('prints what, ours, bare, ratio, budget and verdict, and says why it does not conclude', () => {
  expect(tableOf(rows)).toBe(
    `
what                     ours      bare  ratio  budget         verdict
────────────────  ───────────  ────────  ─────  ─────────────  ─────────
baton.js          2,415 bytes         –      –  ≤ 3,000 bytes  met
stored and shown      5,100/s  10,100/s   0.50  ≥ 0.7 × bare   unsettled
a                     3.46 ms      2 ms   1.73  ≤ bare + 1 ms  missed

· stored and shown: UNSETTLED: the baseline wandered by 30 % between its runs. Two tabs each. runs ours 5,000, 5,200 (4 % apart); bare 10,000, 10,100, 13,000 (30 %) /s.
`.trim(),
  )
})

it('shows as many digits as say something', () => {
  expect([0.1234, 12.345, 123.45, 12_345.6, 7, Number.NaN].map((value) => figure(value, 'ms'))).toEqual([
    '0.12 ms',
    '12.3 ms',
    '123 ms',
    '12,346 ms',
    '7 ms',
    '?',
  ])
})
