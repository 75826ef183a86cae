// @vitest-environment node
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readableOn } from '../view/accent.ts'
import { onAccent } from './on-accent.ts'

it('gives the launcher the very colour that the app gives it later', () => {
  const hex = (part: number) => part.toString(16).padStart(2, '0')
  fc.assert(
    fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), (parts) => {
      const color = `#${parts.map(hex).join('')}`
      expect(onAccent(color)).toBe(readableOn(color))
    }),
    { numRuns: 5_000 },
  )
  expect(['#0b5fff', '#FD0', '#ffd400', '#000'].map(onAccent)).toEqual(['#fff', '#111', '#111', '#fff'])
})
