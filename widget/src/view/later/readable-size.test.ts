// @vitest-environment node
import { expect, it } from 'vitest'
import { readableSize } from './readable-size.ts'

it.each([
  [0, 'en', '0 byte'],
  [999, 'en', '999 byte'],
  [1_000, 'en', '1 kB'],
  [48_213, 'en', '48 kB'],
  [1_250_000, 'de', '1,3 MB'],
  [5_242_880, 'fr', '5,2 Mo'],
])('%d bytes are told in %s as %s', (bytes, locale, told) => {
  expect(readableSize(bytes, locale).replaceAll(/\s/g, ' ')).toBe(told)
})
