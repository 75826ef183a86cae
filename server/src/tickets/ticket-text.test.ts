import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { request, said } from './conformance.ts'
import { ticketHtml, ticketSubject, ticketText } from './ticket-text.ts'

describe('the text of a ticket', () => {
  it('reads like this', () => {
    expect(ticketText(request(), 10_000)).toBe(`— From the chat on Acme —
Summary: The order 4711 is late.
Name (as typed): Vi Sitor
E-mail (as typed, not proven): vi@example.com
Phone (as typed, not proven): +49 (0)30 123456
Page: https://shop.example/cart

— What was said (times in UTC) —
· 2026-01-05
09:00 Visitor: My <b>order</b> & "é한🙂"
09:01 Bot: Which one?
    Say its number.
09:02 Agent Ann: I look.

The whole of it: npm run baton -- transcript 01941a2b-0000-7000-8000-00000000c0de
— end —
`)
  })

  it('reads the same as HTML, with nothing of it markup', () => {
    const html = ticketHtml(request(), 10_000)
    expect(html).toContain('<div><b>09:00 Visitor:</b> My &lt;b&gt;order&lt;/b&gt; &amp; &quot;é한🙂&quot;</div>')
    expect(html).toContain('<div><b>09:01 Bot:</b> Which one?<br>&nbsp;&nbsp;&nbsp;&nbsp;Say its number.</div>')
    expect(html.replace(/<\/?(div|b|br)>/g, '')).not.toMatch(/[<>]/)
  })

  it('names each day once', () => {
    const transcript = [0, 1, 1_440, 1_441].map((minute) => said('visitor', minute, 'x'))
    expect(ticketText(request({ transcript }), 10_000).match(/^· .*$/gm)).toEqual(['· 2026-01-05', '· 2026-01-06'])
  })

  it('is never longer than it may be, in bytes, whatever is in it', () => {
    for (const limit of [1_500, 4_000, 60_000])
      for (const words of ['&', '🙂', 'x', '<\n'])
        for (const write of [ticketText, ticketHtml]) {
          const long = words.repeat(40_000)
          const text = write(
            request({
              summary: long,
              contact: { name: long, email: long, phone: long },
              facts: Array.from({ length: 50 }, () => ({ label: long, value: long })),
              transcript: Array.from({ length: 50 }, (_, n) => ({ ...said('agent', n, long), name: long })),
            }),
            limit,
          )
          expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit)
          expect(text).toContain('too long')
          expect(text).toContain('— end —')
        }
  })

  it('takes time in step with its length', () => {
    const took = (length: number) => {
      const transcript = [said('visitor', 0, ' '.repeat(length)), said('visitor', 1, '\n \t'.repeat(length / 3))]
      const begun = performance.now()
      ticketText(request({ transcript, subject: ' '.repeat(length) }), 200_000)
      ticketSubject({ subject: `${' '.repeat(length)}x`, siteName: 'Acme' })
      return performance.now() - begun
    }
    took(1_000)
    expect(took(400_000)).toBeLessThan(1_000)
  })

  it('says the time of day in UTC', () => {
    const transcript = [{ ...said('bot', 0, 'x'), at: Date.UTC(2026, 6, 1, 23, 59, 59) as Time }]
    expect(ticketText(request({ transcript }), 10_000)).toContain('· 2026-07-01\n23:59 Bot: x')
  })
})

describe('the subject of a ticket', () => {
  it('is one line of at most 150, and never empty', () => {
    expect(ticketSubject({ subject: ' a\r\n\tb\u2028c\u0000 ', siteName: 'Acme' })).toBe('a b c')
    expect(ticketSubject({ subject: '🙂'.repeat(100), siteName: 'Acme' })).toBe('🙂'.repeat(75))
    expect(ticketSubject({ subject: ' \n', siteName: 'Acme\n& Sons' })).toBe('A question from the chat on Acme & Sons')
  })
})
