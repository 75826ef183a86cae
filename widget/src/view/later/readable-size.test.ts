// @vitest-environment node
import { expect, it } from 'vitest'
import { readableSize } from './readable-size.ts'

it.each([
  [0, 'en', '0 bytes'],
  [1, 'en', '1 byte'],
  [999, 'en', '999 bytes'],
  [999, 'fr', '999 octets'],
  [1_000, 'en', '1 kB'],
  [48_213, 'en', '48 kB'],
  [1_250_000, 'de', '1,3 MB'],
  [5_242_880, 'fr', '5,2 Mo'],
])('%d bytes are told in %s as %s', (bytes, locale, told) => {
  expect(readableSize(bytes, locale).replaceAll(/\s/g, ' ')).toBe(told)
})
