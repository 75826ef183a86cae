import { expect, it } from 'vitest'
import { interleave, yardstick } from './interleave.ts'

it('begins and ends with the baseline, and ours always stands between two of them', async () => {
  const order: string[] = []
  const run = (name: string) => async () => order.push(name)
  const { bare, ours } = await interleave({ times: 2, bare: run('bare'), ours: run('ours') })
  expect(order).toEqual(['bare', 'ours', 'bare', 'ours', 'bare'])
  expect([bare, ours]).toEqual([
    [1, 3, 5],
    [2, 4],
  ])
})

it('throws the warming up away', async () => {
  let count = 0
  const one = async () => ++count
  expect(await interleave({ times: 1, bare: one, ours: one, warm: { bare: one, ours: one } })).toEqual({
    bare: [3, 5],
    ours: [4],
  })
})

it('has a yardstick that takes time', () => expect(yardstick()).toBeGreaterThan(1))
