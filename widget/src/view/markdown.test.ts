// @vitest-environment node
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Inline, parseInline, parseMarkdown, unmarked } from './markdown.ts'
import { mediaUrl, safeUrl } from './safe-url.ts'

/** `*bold*` as `<b>`, and so on: enough to read a tree in one line. */
const shown = (nodes: Inline[]): string =>
  nodes
    .map((node) => {
      if (node.kind === 'text') return node.text
      if (node.kind === 'code') return `<code>${node.text}</code>`
      if (node.kind === 'link') return `<a ${node.url}>${shown(node.inside)}</a>`
      return node.kind === 'bold' ? `<b>${shown(node.inside)}</b>` : `<i>${shown(node.inside)}</i>`
    })
    .join('')
const line = (text: string) => shown(parseInline(text))

describe('parseInline', () => {
  it.each([
    ['**bold** and *italic* and _italic_', '<b>bold</b> and <i>italic</i> and <i>italic</i>'],
    ['**bold with *italic* inside**', '<b>bold with <i>italic</i> inside</b>'],
    ['`a * b` stays', '<code>a * b</code> stays'],
    ['[help](https://example.com/a_b_c)', '<a https://example.com/a_b_c>help</a>'],
    ['see https://example.com/a_b.', 'see <a https://example.com/a_b>https://example.com/a_b</a>.'],
    ['(mailto:ann@example.com)', '(<a mailto:ann@example.com>mailto:ann@example.com</a>)'],
    ['call tel:+4930123', 'call <a tel:+4930123>tel:+4930123</a>'],
    ['2 * 3 * 4 = 24', '2 * 3 * 4 = 24'],
    ['snake_case_name', 'snake_case_name'],
    ['an *open mark', 'an *open mark'],
    ['****', '****'],
    ['**a *b** c*', '<b>a *b</b> c*'],
    ['<b>html</b> &amp;', '<b>html</b> &amp;'],
    ['[click](javascript:alert(1))', '[click](javascript:alert(1))'],
    ['[click](/relative)', '[click](/relative)'],
    ['[click](//evil.example)', '[click](//evil.example)'],
  ])('reads %s', (text, expected) => {
    expect(line(text)).toBe(expected)
  })

  it('never loses a character of what was written, but for the marks', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', ' ', '*', '_', '`', '[', ']', '(', ')', 'https://x.y/', '**'),
    })
    fc.assert(
      fc.property(letters, (text) => {
        const plain = (nodes: Inline[]): string =>
          nodes.map((node) => ('text' in node ? node.text : plain(node.inside))).join('')
        const kept = plain(parseInline(text)).replace(/[*_`[\]()]/g, '')
        const written = text.replace(/[*_`[\]()]/g, '')
        // A link's own address is shown by its label.
        expect(written.replace(/https:\/\/x\.y\//g, '')).toBe(kept.replace(/https:\/\/x\.y\//g, ''))
      }),
    )
  })

  it('links to nothing but https, http, mailto and tel', () => {
    const links = (nodes: Inline[]): string[] =>
      nodes.flatMap((node) =>
        'inside' in node ? [...(node.kind === 'link' ? [node.url] : []), ...links(node.inside)] : [],
      )
    const scheme = fc.constantFrom(
      'javascript:',
      'JaVaScRiPt:',
      'data:text/html,',
      'vbscript:',
      'java\tscript:',
      ' javascript:',
      'blob:',
      'file:///',
      '\u0001javascript:',
      'https://a.b/',
    )
    fc.assert(
      fc.property(scheme, fc.string(), (start, rest) => {
        for (const url of links(parseInline(`[x](${start}${rest}) ${start}${rest}`)))
          expect(url).toMatch(/^(https?:\/\/|mailto:|tel:)/i)
      }),
    )
  })

  it.each(['*', '_', '`', '[', '](', '[a](', '**a ', '*a_b ', 'https://', '[x](https://y ', '- '])(
    'takes no longer than in proportion for 20,000 of %s',
    (piece) => {
      const text = piece.repeat(20_000)
      const begun = performance.now()
      parseMarkdown(text)
      // A quadratic reader needs minutes for this.
      expect(performance.now() - begun).toBeLessThan(1_500)
    },
  )
})

it('leaves only the words where a message is read aloud', () => {
  const text =
    '# Delivery\n**two to _three_ days**:\n- free from `40 €`\n- see [the list](https://x.y/z), 2 * 3\n\nhttps://x.y'
  expect(unmarked(text)).toBe('Delivery\ntwo to three days:\nfree from 40 €\nsee the list, 2 * 3\nhttps://x.y')
})

describe('parseMarkdown', () => {
  it('makes lists and paragraphs', () => {
    const blocks = parseMarkdown('Hello\nthere\n\n- one\n- two\n\n3. three\n4. four\nend')
    expect(
      blocks.map((block) =>
        block.kind === 'list' ? [block.ordered, block.start, block.items.length] : block.lines.map(shown),
      ),
    ).toEqual([['Hello', 'there'], [false, 1, 2], [true, 3, 2], ['end']])
  })
})

describe('addresses', () => {
  it.each([
    'javascript:alert(1)',
    'https:evil',
    '//evil.example',
    '/path',
    'data:x',
    'https://a b',
    'https://\u0000',
    '',
    'tel:x',
  ])('refuses %s as a link', (url) => {
    expect(safeUrl(url)).toBeNull()
  })

  it('takes pictures from https and from our own server only', () => {
    const of = (url: string) => mediaUrl(url, 'https://chat.example')
    expect(['/files/a', 'https://x.y/z', 'http://x.y/z', '//x.y/z', 'data:image/png,'].map(of)).toEqual([
      'https://chat.example/files/a',
      'https://x.y/z',
      null,
      null,
      null,
    ])
  })
})
