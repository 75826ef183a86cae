import { plainText, textMessage } from '@baton/shared/message.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprint } from '../../conversation/fingerprint.ts'
import { toMessage, toParts, vendorTime } from './convert.ts'

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
          { id: 'y', label: 'Yes' },
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
        { email: { subject: 'Your order', content: '<p>It is <b>here</b></p>' } },
        { reference: { reference_id: 'r', label: 'How to return' } },
      ]),
    ).toEqual([
      { kind: 'text', text: 'in' },
      { kind: 'text', text: 'deeper' },
      { kind: 'text', text: 'Shoes' },
      { kind: 'text', text: 'Your order' },
      { kind: 'text', text: 'It is here' },
      { kind: 'text', text: 'How to return' },
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
      const back = toMessage(toParts(textMessage(text)), [], 'visitor')
      expect(fingerprint(plainText(back))).toBe(fingerprint(text))
    }
  })

  it('goes in at most ten parts of four thousand letters', () => {
    const parts = toParts(textMessage('🙂'.repeat(8_000)))
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
