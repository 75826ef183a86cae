import { expect, it } from 'vitest'
import { key } from '../conformance.ts'
import { messageIdOf, numberOf } from './number.ts'

it('gives the same ticket the same number, and a thousand tickets a thousand', () => {
  const numbers = Array.from({ length: 1_000 }, (_, n) => numberOf(key(n)))
  for (const number of numbers) expect(number).toMatch(/^B-[2-9A-HJ-KM-NP-TV-Z]{6}$/)
  expect(new Set(numbers).size).toBe(1_000)
  expect(numberOf(key(7))).toBe(numbers[7])
})

it('makes a Message-ID of the key alone, at the sender’s domain', () => {
  expect(messageIdOf(key(1), 'chat@acme.example')).toMatch(/^ticket\.[0-9a-f]{32}@acme\.example$/)
  expect(messageIdOf(key(1), 'chat@acme.example')).not.toBe(messageIdOf(key(2), 'chat@acme.example'))
})
