import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Freshchat } from '../freshchat.ts'
import { startFreshchat } from '../freshchat.ts'
import { testClient } from '../test-client.ts'

let freshchat: Freshchat
let client: ReturnType<typeof testClient>

beforeAll(async () => {
  freshchat = await startFreshchat()
  client = testClient(freshchat)
})
beforeEach(() => void freshchat.breaches.splice(0))
afterAll(() => freshchat.stop())

function form(field: string, name: string, type: string, bytes: Uint8Array<ArrayBuffer> = new Uint8Array([1, 2, 3])) {
  const data = new FormData()
  data.set(field, new File([bytes], name, { type }))
  return data
}

it('takes an image, serves it under a signed link, and sends it by that link', async () => {
  const { id, user } = await client.conversation()
  const { body } = await client.post('/images/upload', form('image', 'a.png', 'image/png'))
  const served = await fetch(body.url)
  expect(served.headers.get('content-type')).toContain('image/png')
  expect(new Uint8Array(await served.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]))
  const unsigned = await fetch(body.url.split('?')[0])
  expect(unsigned.status).toBe(403)
  const message = { actor_type: 'user', actor_id: user, message_parts: [{ image: { url: body.url } }] }
  expect((await client.post(`/conversations/${id}/messages`, message)).status).toBe(200)
  expect(freshchat.breaches).toEqual([])
})

it('refuses an image part that carries a file hash as well, in the words of the vendor', async () => {
  const { id, user } = await client.conversation()
  const { body } = await client.post('/images/upload', form('image', 'a.png', 'image/png'))
  const message_parts = [{ image: { url: body.url, fileHash: 'x' } }]
  const answer = await client.post(`/conversations/${id}/messages`, {
    actor_type: 'user',
    actor_id: user,
    message_parts,
  })
  expect(answer.body).toEqual({ code: 400, status: 'INVALID_VALUE', message: 'IMAGE_EMPTY_CONTENT' })
})

it('takes a file and sends it by its renamed hash', async () => {
  const { id, user } = await client.conversation()
  const { body } = await client.post('/files/upload', form('file', 'résumé.pdf', 'application/pdf'))
  expect(body).toMatchObject({
    file_name: 'résumé.pdf',
    file_size: 3,
    file_content_type: 'application/pdf',
    file_extension_type: 'pdf',
    file_security_status: 'SAFE_FILE',
  })
  const file = { name: body.file_name, fileHash: body.file_hash, fileSource: 'FRESHCHAT', file_size_in_bytes: 3 }
  const message = { actor_type: 'user', actor_id: user, message_parts: [{ file }] }
  expect((await client.post(`/conversations/${id}/messages`, message)).status).toBe(200)
})

it('refuses a wrong field, a file that is no image, JSON in place of a form, and more than 25 MB', async () => {
  expect((await client.post('/images/upload', form('file', 'a.png', 'image/png'))).status).toBe(400)
  expect((await client.post('/images/upload', form('image', 'a.txt', 'text/plain'))).status).toBe(400)
  expect((await client.post('/files/upload', { file: 'x' })).status).toBe(400)
  const large = new Uint8Array(25 * 1024 * 1024 + 1)
  expect((await client.post('/files/upload', form('file', 'a.bin', 'application/zip', large))).status).toBe(400)
  expect(freshchat.breaches.length).toBeGreaterThanOrEqual(3)
})
