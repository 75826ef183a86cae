import { expect, it } from 'vitest'
import { giveBack } from './give-back.ts'

it('gives back what was thrown away, and leaves no way to it', () => {
  let waste = Array.from({ length: 1_000_000 }, (_, n) => ({ n }))
  const full = process.memoryUsage().heapTotal
  expect(waste).toHaveLength(1_000_000)
  waste = []
  giveBack()
  expect(process.memoryUsage().heapTotal).toBeLessThan(full - 20_000_000)
  expect(globalThis.gc).toBeUndefined()
})
