import { expect, it } from 'vitest'
import { manualClock } from '../clock.ts'
import { testWorld } from './test-world.ts'

it.each([
  ['no type', { text: 'x' }],
  ['an unknown type', { type: 'sonnet', text: 'x' }],
  ['a blank text', { type: 'message', text: '  ' }],
  ['more than 16 KB of UTF-8', { type: 'message', text: 'é'.repeat(8193) }],
  [
    'half a postback',
    { type: 'message', text: 'x', postback: { id: 'a', thread_id: 'b', event_id: 'c', type: 'message' } },
  ],
  [
    'a postback of an unknown event',
    { type: 'message', text: 'x', postback: { id: 'a', thread_id: 'b', event_id: 'c' } },
  ],
  ['a foreign file url', { type: 'file', url: 'https://example.com/a.png' }],
  [
    'a button without postback_id',
    { type: 'rich_message', template_id: 'cards', elements: [{ buttons: [{ text: 'Yes' }] }] },
  ],
  ['eleven elements', { type: 'rich_message', template_id: 'cards', elements: Array(11).fill({ title: 'x' }) }],
  ['a property that is not its to write', { type: 'message', text: 'x', properties: { routing: { idle: true } } }],
])('refuses an event with %s', async (_what, event) => {
  const { visitor } = await testWorld()
  const { chat } = await visitor.start()
  const { status, error } = await visitor.post('send_event', { chat_id: chat, event })
  expect([status, error]).toEqual([422, 'validation'])
})

it.each([
  ['exactly 16 KB', { type: 'message', text: 'é'.repeat(8192) }],
  ['an own formatting', { type: 'message', text: 'x', properties: { chats: { formatting: 'commonmark' } } }],
  [
    'a rich message',
    {
      type: 'rich_message',
      template_id: 'quick_replies',
      elements: [{ title: 'x', buttons: [{ text: 'y', postback_id: 'p', user_ids: [] }] }],
    },
  ],
  [
    'a filled form',
    { type: 'filled_form', form_id: 'f', fields: [{ type: 'name', id: '1', label: 'Name', answer: 'Vi' }] },
  ],
  ['anything of its own', { type: 'custom', content: { a: [1, 2] } }],
  [
    'a system message',
    { type: 'system_message', system_message_type: 'ours', text: 'left the site', recipients: 'agents' },
  ],
])('takes an event with %s', async (_what, event) => {
  const { visitor, livechat } = await testWorld()
  const { chat } = await visitor.start()
  expect((await visitor.post('send_event', { chat_id: chat, event })).status).toBe(200)
  expect(livechat.breaches).toEqual([])
})

it('uploads files and sends them; an unsent one is gone after a day', async () => {
  const clock = manualClock()
  const { livechat, visitor } = await testWorld({ clock })
  const { chat } = await visitor.start()
  const unsent = (await visitor.upload('b.txt', 'text/plain', new Uint8Array([1]))).body.url
  const { body } = await visitor.upload('a b.png', 'image/png', new Uint8Array([1, 2, 3]))
  await visitor.post('send_event', { chat_id: chat, event: { type: 'file', url: body.url, alternative_text: 'A' } })
  expect(livechat.events(chat).at(-1)?.content).toMatchObject({
    name: 'a b.png',
    content_type: 'image/png',
    size: 3,
    thumbnail_url: body.url,
    alternative_text: 'A',
  })
  const file = await fetch(body.url)
  expect([file.headers.get('content-type'), (await file.arrayBuffer()).byteLength]).toEqual(['image/png', 3])
  expect((await fetch(unsent)).status).toBe(200)
  clock.advance(24 * 3_600_000 + 1)
  expect([(await fetch(unsent)).status, (await fetch(body.url)).status]).toEqual([404, 200])
})

it('refuses executables, what is larger than 10 MB, and JSON in place of a form', async () => {
  const { visitor } = await testWorld()
  expect((await visitor.upload('a.exe', 'application/octet-stream', new Uint8Array(1))).error).toBe('validation')
  const large = await visitor.upload('a.bin', 'application/octet-stream', new Uint8Array(10 * 1024 * 1024 + 1))
  expect([large.status, large.error]).toEqual([413, 'entity_too_large'])
  expect((await visitor.post('upload_file', {})).error).toBe('validation')
})
