import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanText, shortened, visitorText } from './text.ts'

describe("a visitor's text", () => {
  it('may have 8,000 code points and not one more', () => {
    expect(visitorText('x'.repeat(8_000))).toHaveLength(8_000)
    expect(visitorText('x'.repeat(8_001))).toBeNull()
    expect(visitorText('😀'.repeat(8_000))).not.toBeNull()
    expect(visitorText('😀'.repeat(8_001))).toBeNull()
  })

  it('is measured as it is stored', () => {
    // Two code points of e and accent become one.
    expect(visitorText('e\u0301'.repeat(8_000))).toBe('é'.repeat(8_000))
    expect(visitorText(`${'\u0000'.repeat(100)}${'x'.repeat(8_000)}`)).toBe('x'.repeat(8_000))
  })

  it.each(['', ' ', '\n\t \u00a0', '\u0000\u0007'])('is refused when nothing is left to read (%j)', (text) => {
    expect(visitorText(text)).toBeNull()
  })

  it('keeps lines and tabs, and nothing else that controls', () => {
    expect(cleanText('a\r\nb\tc\rd\u0000\u001b[31m\u007f\u0085e')).toBe('a\nb\tc\nd[31me')
  })

  it('is well formed, composed, and the same when cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        const clean = cleanText(raw)
        expect(clean.isWellFormed()).toBe(true)
        expect(clean).toBe(clean.normalize('NFC'))
        expect(cleanText(clean)).toBe(clean)
      }),
    )
  })
})

it("cuts a page's title instead of refusing the visitor", () => {
  expect(shortened(`  a \n ${'😀'.repeat(300)}`, 200)).toBe(`a ${'😀'.repeat(198)}`)
})
