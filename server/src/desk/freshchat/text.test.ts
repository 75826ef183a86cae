import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, pieces, plainOf, sameText } from './text.ts'

describe('text of an agent', () => {
  it('becomes plain where an editor made markup of it', () => {
    const cases: [string, string][] = [
      ['<p>Hi <b>Ann</b>,</p><p>see you</p>', 'Hi Ann,\nsee you'],
      ['one<br>two<br/>three', 'one\ntwo\nthree'],
      ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
      ['See <a href="https://acme.com/help?a=1&amp;b=2">our help</a>', 'See our help (https://acme.com/help?a=1&b=2)'],
      ['<a href="https://acme.com">https://acme.com</a>', 'https://acme.com'],
      ['<a href="mailto:a@acme.com">Write</a>', 'Write (a@acme.com)'],
      ['<a href="javascript:alert(1)">click</a>', 'click'],
      ['<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>', 'a\nb'],
      ['<div>AT&amp;T &lt;3 &#39;x&#x27; &nbsp;y</div>', "AT&T <3 'x'  y"],
    ]
    for (const [given, plain] of cases) expect(plainOf(given), given).toBe(plain)
  })

  it('stays as it was written where it only speaks of markup', () => {
    for (const text of [
      'use the <div> element',
      'if (a < b && c > d)',
      'x <y> z',
      'a <- b',
      '<3',
      '1 <2',
      'List<String>',
    ])
      expect(plainOf(text)).toBe(text)
  })

  it('decodes entities once, and leaves what is none', () => {
    expect(plainOf('AT&amp;T')).toBe('AT&T')
    expect(plainOf('&amp;lt;')).toBe('&lt;')
    expect(plainOf('&unknown; & &#0; &#xd800; &#x110000;')).toBe('&unknown; & &#0; &#xd800; &#x110000;')
    expect(plainOf('&#128578;')).toBe('🙂')
  })

  it('loses control characters and broken halves of letters, nothing else', () => {
    expect(clean('a\u0000b\u001b[31mc\r\nd\te\ud800f')).toBe('ab[31mc\nd\te\ufffdf')
  })

  it('takes time in proportion to its length, whatever is in it', () => {
    const pumps = [
      '<',
      '<a ',
      '<a href="',
      '&',
      '&#',
      '&amp',
      '</',
      '<br',
      '\n',
      ' ',
      '<p>',
      '<b',
      '>',
      '<script>',
      '&#x1F',
      "<a href='x' ",
    ]
    const timed = (text: string) => {
      const began = performance.now()
      plainOf(text)
      return performance.now() - began
    }
    for (const pump of pumps) {
      const long = `${pump.repeat(65_536 / pump.length)}</b>`
      timed(long)
      expect(Math.min(timed(long), timed(long), timed(long)), JSON.stringify(pump)).toBeLessThan(50)
    }
  })
})

describe('a text in pieces', () => {
  it('is the text again when they are joined, each within the limit and well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 2, max: 50 }), (given, limit) => {
        const text = given.toWellFormed()
        const cut = pieces(text, limit)
        expect(cut.join('')).toBe(text)
        for (const piece of cut) expect(piece.length <= limit && piece.isWellFormed()).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('is cut behind a line or a word where one ends', () => {
    expect(pieces('aaaa bbbb cccc', 10)).toEqual(['aaaa bbbb ', 'cccc'])
    expect(pieces('aaaaaa\nbbb ccc', 10)).toEqual(['aaaaaa\n', 'bbb ccc'])
  })
})

describe('the same text', () => {
  it('is known through trimming, line ends, composed letters and entities', () => {
    expect(sameText(' a\r\nb ', 'a b')).toBe(true)
    expect(sameText('e\u0301', 'é')).toBe(true)
    expect(sameText('a &amp; b', 'a & b')).toBe(true)
    expect(sameText('ok', 'OK')).toBe(false)
    expect(sameText('ok', 'ok ok')).toBe(false)
  })
})
