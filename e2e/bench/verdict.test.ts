import { describe, expect, it } from 'vitest'
import { exitCodeOf, type Row, verdictOf } from './verdict.ts'

const row = (more: Partial<Row>): Row => ({
  what: 'messages',
  unit: '/s',
  ours: [80, 70],
  bare: [100, 101, 99],
  budget: { kind: 'ratio', least: 0.7 },
  ...more,
})
const kindOf = (more: Partial<Row>) => verdictOf(row(more)).kind

describe('a verdict', () => {
  it.each<[string, Partial<Row>, string]>([
    ['meets a least ratio to the point', { ours: [70] }, 'met'],
    ['misses it by a little', { ours: [69.9] }, 'missed'],
    ['meets a greatest ratio to the point', { ours: [200], budget: { kind: 'ratio', most: 2 } }, 'met'],
    ['misses it by a little', { ours: [201], budget: { kind: 'ratio', most: 2 } }, 'missed'],
    [
      'compares a figure without a baseline',
      { ours: [3_000], bare: [], budget: { kind: 'figure', most: 3_000 } },
      'met',
    ],
    ['sees one byte too many', { ours: [3_001], bare: [], budget: { kind: 'figure', most: 3_000 } }, 'missed'],
    ['takes the difference', { ours: [101], budget: { kind: 'above', most: 1 } }, 'met'],
    ['sees too great a difference', { ours: [101.5], budget: { kind: 'above', most: 1 } }, 'missed'],
    ['only tells what has no budget', { ours: [1], budget: { kind: 'none' } }, 'told'],
    ['takes the medians', { ours: [80, 1, 80], bare: [100, 100, 101] }, 'met'],
  ])('%s', (_what, more, kind) => expect(kindOf(more)).toBe(kind))

  it('refuses to conclude when the baseline wanders by more than 15 %', () => {
    expect(kindOf({ bare: [100, 100, 115] })).toBe('met')
    expect(verdictOf(row({ bare: [100, 100, 116] }))).toEqual({
      kind: 'unsettled',
      why: 'the baseline wandered by 16 % between its runs',
    })
    // Nor does it say "missed": a busy machine is no proof of that either.
    expect(kindOf({ ours: [1], bare: [100, 100, 116] })).toBe('unsettled')
  })

  it('watches what has to stand still, where that is not the baseline', () => {
    const figure = { ours: [5], bare: [1, 2, 3], budget: { kind: 'figure', most: 50 } } as const
    expect(kindOf({ ...figure, steady: [150, 151, 152] })).toBe('met')
    expect(kindOf({ ...figure, steady: [150, 151, 180] })).toBe('unsettled')
  })

  it('refuses to conclude from a figure that was spoiled, or from none', () => {
    expect(verdictOf(row({ spoiled: 'the load could not keep up' }))).toEqual({
      kind: 'unsettled',
      why: 'the load could not keep up',
    })
    expect(kindOf({ ours: [] })).toBe('unsettled')
  })
})

it('ends well only when every budget is met', () => {
  const [met, told] = [{ kind: 'met' }, { kind: 'told' }] as const
  const unsettled = { kind: 'unsettled', why: '' } as const
  expect(exitCodeOf([met, told])).toBe(0)
  expect(exitCodeOf([met, unsettled])).toBe(2)
  expect(exitCodeOf([unsettled, { kind: 'missed' }])).toBe(1)
})
