// @vitest-environment node
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readableOn } from './accent.ts'

it('is white on the dark and black on the bright, in either notation', () => {
  expect(['#0b5fff', '#000', '#ffd400', '#fff', '#FF7A00'].map(readableOn)).toEqual([
    '#fff',
    '#fff',
    '#111',
    '#111',
    '#111',
  ])
})

it('can be read on every colour', () => {
  const channel = (part: number) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
  fc.assert(
    fc.property(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), ([red, green, blue]) => {
      const color = `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`
      const light = 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue) + 0.05
      const text = readableOn(color) === '#fff' ? 1.05 : channel(0x11) + 0.05
      expect(Math.max(light, text) / Math.min(light, text)).toBeGreaterThan(4.3)
    }),
  )
})
