import { plainText, textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { DeliveryId } from '../../conversation/ids.ts'
import { ownKey, toEvents, toMessage, toOpening, vendorTime } from './convert.ts'
import { fileHosts } from './file-hosts.ts'
import { nameOf } from './rich.ts'
import { vendorEvent } from './wire.ts'

const key = '0190-a' as DeliveryId
const read = (given: object) => toMessage(vendorEvent.parse(given))
const keeps = fileHosts({ apiUrl: 'https://api.livechatinc.com' })

describe('a message to LiveChat', () => {
  it('is one event under its key', () => {
    expect(toEvents(textMessage('a < b\nline'), key)).toEqual([{ text: 'a < b\nline', custom_id: key }])
    expect(ownKey(key)).toEqual({ key, part: false })
  })

  it.each(['é', '한', '🙂', 'word '])('of 8,000 × "%s" goes whole, in pieces that LiveChat takes', (letter) => {
    const text = letter.repeat(8_000)
    const events = toEvents(textMessage(text), key)
    expect(events.map((event) => event.text).join('')).toBe(text)
    for (const event of events) {
      expect(Buffer.byteLength(event.text)).toBeLessThanOrEqual(16_384)
      expect(event.text.isWellFormed()).toBe(true)
    }
    if (events.length > 1) for (const event of events) expect(ownKey(event.custom_id)?.part).toBe(true)
    expect(new Set(events.map((event) => event.custom_id)).size).toBe(events.length)
  })

  it('that says nothing is none', () => {
    expect(toEvents(textMessage(' \n'), key)).toEqual([])
    expect(toEvents({ parts: [] }, key)).toEqual([])
  })

  it('begins a stay under marks that no message has', () => {
    const events = toOpening('x'.repeat(40_000), { key })
    expect(events).toHaveLength(3)
    for (const event of events) expect(ownKey(event.custom_id)?.part).toBe(true)
  })
})

describe('an event of LiveChat', () => {
  it('of text is that text, without control letters, cut where ours would be too long', () => {
    expect(read({ type: 'message', text: 'a < b\r\n\u0007é한🙂' })).toEqual(textMessage('a < b\né한🙂'))
    const long = read({ type: 'message', text: 'word '.repeat(3_000) })
    expect(long?.parts.every((part) => part.kind === 'text' && part.text.length <= 8_000)).toBe(true)
    expect(long?.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('')).toBe('word '.repeat(3_000))
  })

  it('with a file is a link, never a script', () => {
    expect(read({ type: 'file', url: 'https://cdn.livechat-files.com/a.pdf', name: 'a.pdf' })).toEqual({
      parts: [{ kind: 'link', url: 'https://cdn.livechat-files.com/a.pdf', label: 'a.pdf' }],
    })
    for (const url of ['javascript:alert(1)', 'data:text/html,x', undefined, 'not a url'])
      expect(read({ type: 'file', url, name: 'a.pdf' })).toEqual({ parts: [{ kind: 'unsupported', what: 'file' }] })
  })

  it('with a file is that file where Baton keeps it, and an image is one by its type', () => {
    const url = 'https://cdn.livechat-files.com/a'
    const kept = (more: object) => toMessage(vendorEvent.parse({ type: 'file', url, name: 'a.pdf', ...more }), keeps)
    expect(kept({ content_type: 'application/pdf', size: 7 })?.parts).toEqual([
      { kind: 'file', url, name: 'a.pdf', type: 'application/pdf', size: 7 },
    ])
    expect(kept({ content_type: 'image/png', width: 3, height: 4, alternative_text: 'A cat' })?.parts).toEqual([
      { kind: 'image', url, alt: 'A cat', width: 3, height: 4 },
    ])
    expect(kept({ url: 'javascript:alert(1)' })?.parts).toEqual([{ kind: 'unsupported', what: 'file' }])
    // What is elsewhere is never fetched, so it stays a link.
    expect(kept({ url: 'https://files.example.com/a', content_type: 'image/png' })?.parts).toEqual([
      { kind: 'link', url: 'https://files.example.com/a', label: 'a.pdf' },
    ])
  })

  it('with a picture of LiveChat’s own is that picture where Baton keeps it: alone, as a sticker, on cards', () => {
    const own = { url: 'https://cdn.livechat-files.com/i.png' }
    const kept = (...elements: object[]) =>
      toMessage(vendorEvent.parse({ type: 'rich_message', template_id: 'cards', elements }), keeps)?.parts
    const buttons = [{ text: 'Buy', postback_id: 'p', user_ids: [] }]
    const choices = [{ id: nameOf('p'), label: 'Buy' }]
    expect(kept({ image: { ...own, name: 'Wave' } })).toEqual([{ kind: 'image', url: own.url, alt: 'Wave' }])
    expect(kept({ image: own })).toEqual([{ kind: 'image', url: own.url }])
    expect(
      kept({ title: 'A', image: own, buttons }, { title: 'B', image: { url: 'https://example.com/x.png' } }),
    ).toEqual([
      {
        kind: 'cards',
        cards: [
          { title: 'A', image: own.url, choices },
          { title: 'B', links: [{ url: 'https://example.com/x.png', label: 'Image' }] },
        ],
      },
    ])
  })

  it('with cards is their words, links and one row of choices', () => {
    const button = (text: string, more: object) => ({ text, postback_id: `p-${text}`, user_ids: [], ...more })
    const message = read({
      type: 'rich_message',
      template_id: 'cards',
      elements: [
        {
          title: 'Which one?',
          subtitle: 'Choose',
          image: { url: 'https://cdn.livechat-files.com/i.png' },
          buttons: [
            button('Yes', { type: 'message', value: 'y' }),
            button('Yes', { type: 'message', value: 'y2' }),
            button('No', {}),
            button('Site', { type: 'url', value: 'https://example.com' }),
            button('Call', { type: 'phone', value: '+49 30 123' }),
            button('Bad', { type: 'url', value: 'javascript:alert(1)' }),
          ],
        },
        { title: 7 },
        'odd',
      ],
    })
    expect(message?.parts).toEqual([
      { kind: 'text', text: 'Which one?\nChoose' },
      { kind: 'link', url: 'https://cdn.livechat-files.com/i.png', label: 'Image' },
      { kind: 'link', url: 'https://example.com/', label: 'Site' },
      { kind: 'link', url: 'tel:+4930123', label: 'Call' },
      { kind: 'unsupported', what: 'button' },
      {
        kind: 'choices',
        choices: [
          { id: nameOf('p-Yes'), label: 'Yes' },
          { id: nameOf('p-No'), label: 'No' },
        ],
      },
    ])
  })

  it('with several cards is cards, whose buttons are told apart though they look the same', () => {
    const card = (title: string, more: object = {}) => ({
      title,
      subtitle: `${title} text`,
      image: { url: `https://cdn.livechat-files.com/${title}.png` },
      buttons: [{ text: 'Buy', type: 'message', value: title, postback_id: 'buy', user_ids: [] }],
      ...more,
    })
    const message = read({ type: 'rich_message', template_id: 'cards', elements: [card('A'), card('B')] })
    const links = (title: string) => [{ url: `https://cdn.livechat-files.com/${title}.png`, label: 'Image' }]
    expect(message?.parts).toEqual([
      {
        kind: 'cards',
        cards: [
          { title: 'A', text: 'A text', links: links('A'), choices: [{ id: nameOf('buy'), label: 'Buy' }] },
          { title: 'B', text: 'B text', links: links('B'), choices: [{ id: `${nameOf('buy')}~2`, label: 'Buy' }] },
        ],
      },
    ])
  })

  it.each([
    ['message', 'choice'],
    ['cancel', 'choice'],
    [undefined, 'choice'],
    ['something new', 'choice'],
    ['url', 'link'],
    ['webview', 'link'],
    ['phone', 'link'],
  ])('with a button of the type %s is a %s', (type, kind) => {
    const value = type === 'phone' ? '+49301' : 'https://example.com/x'
    const buttons = [{ text: 'Go', type, value, postback_id: 'p', user_ids: [], webview_height: 'tall', target: 'new' }]
    const message = read({ type: 'rich_message', template_id: 'quick_replies', elements: [{ title: 'T', buttons }] })
    expect(message?.parts[1]).toEqual(
      kind === 'choice'
        ? { kind: 'choices', choices: [{ id: nameOf('p'), label: 'Go' }] }
        : { kind: 'link', url: type === 'phone' ? 'tel:+49301' : value, label: 'Go' },
    )
  })

  it('with a sticker is its picture as a link', () => {
    const elements = [{ image: { url: 'https://cdn.livechat-files.com/s.png', name: 'Wave' } }]
    expect(read({ type: 'rich_message', template_id: 'sticker', elements })?.parts).toEqual([
      { kind: 'link', url: 'https://cdn.livechat-files.com/s.png', label: 'Wave' },
    ])
  })

  it('with a filled form is its answers', () => {
    const message = read({
      type: 'filled_form',
      fields: [
        { type: 'name', label: 'Name:', answer: 'Vera' },
        { type: 'select', label: 'Topic:', answer: { id: '1', label: 'Orders' } },
        { type: 'checkbox', label: 'Ways:', answers: [{ id: '1', label: 'Mail' }, { label: 'Phone' }] },
        { type: 'email', label: 'Empty:', answer: '' },
        'odd',
      ],
    })
    expect(message && plainText(message)).toBe('Name: Vera\nTopic: Orders\nWays: Mail, Phone')
  })

  it.each(['sticker', 'cards', undefined])('with a %s that holds nothing is a neutral line', (template_id) => {
    expect(read({ type: 'rich_message', template_id, elements: [] })?.parts).toMatchObject([{ kind: 'unsupported' }])
  })

  it.each(['custom', 'form', 'system', 'mystery', undefined])('of the type %s is nothing to read', (type) => {
    expect(read({ type, text: 'x', content: {} })).toBeNull()
  })
})

it('reads times with Z and with an offset, and takes nothing else for one', () => {
  expect(vendorTime('2026-01-05T11:00:00.123456+02:00')).toBe(Date.parse('2026-01-05T09:00:00.123Z'))
  expect(vendorTime('2026-01-05T09:00:00.123000Z')).toBe(Date.parse('2026-01-05T09:00:00.123Z'))
  for (const odd of [undefined, '', '5', 'yesterday', '2026']) expect(vendorTime(odd)).toBeNull()
})
