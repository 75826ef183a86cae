import { plainText, textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../conversation/fingerprint.ts'
import { toParts, vendorTime } from './convert.ts'
import { toMessage as read } from './from-parts.ts'

const links = { keeps: false, ref: (n: number) => String(n) }
const toMessage = (parts: unknown[], replies: unknown[], by: 'visitor' | 'other') =>
  read(parts, replies, { by, ...links })
const fromAgent = (parts: unknown[], replies: unknown[] = []) => toMessage(parts, replies, 'other').parts

describe('an agent’s message parts', () => {
  it('bring text, and leave blank ones out', () => {
    expect(fromAgent([{ text: { content: 'Hello' } }, { text: { content: '  ' } }])).toEqual([
      { kind: 'text', text: 'Hello' },
    ])
  })

  it('bring files, pictures and videos as links, since their addresses expire and must not be loaded by themselves', () => {
    expect(
      fromAgent([
        { image: { url: 'https://cdn.example/a.png' } },
        { file: { name: 'bill', file_extension: 'pdf', url: 'https://cdn.example/b' } },
        { video: { url: 'https://cdn.example/c' } },
        { url_button: { url: 'https://acme.com/help', label: 'Help' } },
        { url_button: { url: 'https://acme.com/' } },
      ]),
    ).toEqual([
      { kind: 'link', url: 'https://cdn.example/a.png', label: 'Image' },
      { kind: 'link', url: 'https://cdn.example/b', label: 'bill.pdf' },
      { kind: 'link', url: 'https://cdn.example/c', label: 'Video' },
      { kind: 'link', url: 'https://acme.com/help', label: 'Help' },
      { kind: 'link', url: 'https://acme.com/', label: 'https://acme.com/' },
    ])
  })

  it('bring a neutral line for what is unknown, has no address yet, or would run', () => {
    for (const part of [
      { mood: { colour: 'blue' } },
      { file: { name: 'late.pdf' } },
      { url_button: { url: 'javascript:alert(1)', label: 'x' } },
      { image: { url: 'data:text/html,x' } },
      { text: 'direct' },
      { text: { content: 7 } },
      {},
      null,
      'text',
      7,
      [],
    ]) {
      expect(fromAgent([part]), JSON.stringify(part)).toMatchObject([{ kind: 'unsupported' }])
    }
  })

  it('bring quick replies as one row of choices with ids of their own', () => {
    const button = (label: string, payload?: string) => ({ quick_reply_button: { label, ...(payload && { payload }) } })
    const offered = fromAgent([], [{ collection: { sub_parts: [button('Yes', '{"inner":"CANARY"}')] } }])
    expect(JSON.stringify(offered)).not.toContain('CANARY')
    expect(
      fromAgent(
        [{ text: { content: 'Well?' } }],
        [{ collection: { sub_parts: [button('Yes', 'y'), button('Yes, all', 'y'), button('No')] } }],
      ),
    ).toEqual([
      { kind: 'text', text: 'Well?' },
      {
        kind: 'choices',
        choices: [
          { id: expect.stringMatching(/^[\w-]{16}$/), label: 'Yes' },
          { id: 'Yes, all', label: 'Yes, all' },
          { id: 'No', label: 'No' },
        ],
      },
    ])
  })

  it('bring what lies in collections, templates and e-mails', () => {
    expect(
      fromAgent([
        {
          collection: {
            sub_parts: [{ text: { content: 'in' } }, { collection: { sub_parts: [{ text: { content: 'deeper' } }] } }],
          },
        },
        {
          template_content: {
            type: 'carousel',
            sections: [{ name: 'title', parts: [{ text: { content: 'Shoes' } }] }],
          },
        },
        { help_text: { content: 'Your number is on the bill' } },
        { email: { subject: 'Your order', content: '<p>It is <b>here</b></p>' } },
        { reference: { reference_id: 'r', label: 'How to return' } },
      ]),
    ).toEqual([
      { kind: 'text', text: 'in' },
      { kind: 'text', text: 'deeper' },
      { kind: 'text', text: 'Shoes' },
      { kind: 'text', text: 'Your number is on the bill' },
      { kind: 'text', text: 'Your order' },
      { kind: 'text', text: 'It is here' },
      { kind: 'text', text: 'How to return' },
    ])
  })

  it('bring a dropdown as choices, and a carousel as cards with what they lead to, pictures as links', () => {
    const part = (kind: string, inside: object) => ({ [kind]: inside })
    const section = (name: string, ...parts: object[]) => ({ name, parts })
    const template = (type: string, ...sections: object[]) => part('template_content', { type, sections })
    const button = (label: string) => part('quick_reply_button', { label })
    expect(
      fromAgent([], [template('quick_reply_dropdown', section('options', button('Red'), button('Blue')))]),
    ).toEqual([
      {
        kind: 'choices',
        choices: [
          { id: 'Red', label: 'Red' },
          { id: 'Blue', label: 'Blue' },
        ],
      },
    ])
    const card = (title: string) =>
      template(
        'carousel_card_default',
        section('hero_image', part('image', { url: 'https://cdn.example/tent.png' })),
        section('title', part('text', { content: title })),
        section('description', part('text', { content: 'For <b>two</b><br>2 kg' })),
        section('view', part('url_button', { url: 'https://acme.com/tent', label: 'See it' })),
        section('callback', part('callback', { label: 'Take it', payload: 'CANARY' })),
      )
    const expected = (title: string) => ({
      title,
      text: 'For two\n2 kg',
      links: [
        { url: 'https://cdn.example/tent.png', label: 'Image' },
        { url: 'https://acme.com/tent', label: 'See it' },
      ],
      choices: [{ id: expect.stringMatching(/^[\w-]{16}$/), label: 'Take it' }],
    })
    const deck = fromAgent([template('carousel', section('cards', card('Tarn'), card('Fell')))])
    expect(deck).toEqual([{ kind: 'cards', cards: [expected('Tarn'), expected('Fell')] }])
    expect(fromAgent([template('carousel_card_default', section('title'))])).toMatchObject([{ kind: 'unsupported' }])
  })

  it('are read by the one kind that is known, where more keys stand beside it', () => {
    expect(fromAgent([{ id: 7, mood: {}, text: { content: 'Hi' }, image: null }])).toEqual([
      { kind: 'text', text: 'Hi' },
    ])
  })

  it('bring an e-mail without a tag, a style, a comment or a head', () => {
    const content =
      '<!doctype html><html><head><title>x</title><style>p{color:red}</style></head><body><!-- [if mso]><o:p>hidden</o:p> -->' +
      '<o:p>Dear&nbsp;Vi,</o:p><table><tr><td>It&rsquo;s</td><td>here</td></tr></table><script>alert(1)</script>' +
      '<center>1 &lt; 2</center></body></html>'
    const [part] = fromAgent([{ email: { content } }])
    expect(part).toEqual({ kind: 'text', text: 'Dear Vi,\nIt’s here\n\n1 < 2' })
    expect(fromAgent([{ email: { content: 'plain <words> stay' } }])).toEqual([
      { kind: 'text', text: 'plain <words> stay' },
    ])
  })

  it('are never nothing and never throw, whatever comes', () => {
    const kinds = [
      'text',
      'image',
      'file',
      'video',
      'url_button',
      'quick_reply_button',
      'collection',
      'template_content',
      'callback',
      'reference',
      'email',
      '__proto__',
      'constructor',
      'section',
    ]
    const part = fc.oneof(
      fc.anything(),
      fc.tuple(fc.constantFrom(...kinds), fc.jsonValue()).map(([kind, inside]) => ({ [kind]: inside })),
    )
    fc.assert(
      fc.property(fc.array(part), fc.array(part), (parts, replies) => {
        const message = toMessage(parts, replies, 'other')
        expect(JSON.parse(JSON.stringify(message))).toEqual(message)
        for (const one of message.parts) if (one.kind === 'link') expect(one.url).toMatch(/^(https?|mailto|tel):/)
      }),
      { numRuns: 1_000 },
    )
    let deep: object = { text: { content: 'x' } }
    for (let n = 0; n < 5_000; n++) deep = { collection: { sub_parts: [deep] } }
    expect(fromAgent([deep])).toEqual([{ kind: 'unsupported', what: 'collection' }])
  })

  it('bring a long text whole, in parts within our limit', () => {
    const text = 'word '.repeat(5_000).trim()
    const parts = fromAgent([{ text: { content: text } }])
    expect(parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')).toBe(text)
    for (const part of parts) expect(part.kind === 'text' && [...part.text].length).toBeLessThanOrEqual(8_000)
  })
})

describe('a visitor’s message', () => {
  it('stays plain, whatever it holds, and a tap is said once', () => {
    expect(toMessage([{ text: { content: '<b>x</b> &amp;' } }], [], 'visitor').parts).toEqual([
      { kind: 'text', text: '<b>x</b> &amp;' },
    ])
    expect(
      toMessage([{ text: { content: 'Yes' } }, { quick_reply_button: { label: 'Yes' } }], [], 'visitor').parts,
    ).toEqual([{ kind: 'text', text: 'Yes' }])
  })

  it('is known by its words when it comes back, in however many parts it went', () => {
    for (const text of ['ok', 'a\n\n b  c', 'word '.repeat(1_600), '🙂 '.repeat(4_000), 'é한🙂 <b>&amp;</b>']) {
      const back = toMessage(toParts(textMessage(text)) ?? [], [], 'visitor')
      expect(fingerprint(plainText(back))).toBe(fingerprint(text))
    }
  })

  it('goes in at most ten parts of four thousand letters', () => {
    const parts = toParts(textMessage('🙂'.repeat(8_000))) ?? []
    expect(parts.length).toBeLessThanOrEqual(10)
    for (const part of parts) expect((part.text as { content: string }).content.length).toBeLessThanOrEqual(4_000)
  })

  it('goes in words where Freshchat has no part for it', () => {
    expect(
      toParts({
        parts: [
          { kind: 'link', url: 'https://acme.com', label: 'Acme' },
          { kind: 'unsupported', what: 'x' },
        ],
      }),
    ).toEqual([{ text: { content: 'Acme https://acme.com' } }])
  })
})

describe('a time of theirs', () => {
  it('is milliseconds, or null when it is none', () => {
    expect(vendorTime('2022-11-22T10:55:23.126Z')).toBe(1_669_114_523_126)
    expect(vendorTime('soon')).toBeNull()
    expect(vendorTime(undefined)).toBeNull()
  })
})
