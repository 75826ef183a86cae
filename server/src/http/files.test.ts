import { request } from 'node:http'
import { connect } from 'node:net'
import type { FileId } from '@baton/shared/ids.ts'
import type { WidgetSettings } from '@baton/shared/settings.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FilesRig, key, session, startFiles } from '../files/rig.ts'
import * as samples from '../files/samples-rig.ts'
import { fakeRegistry, shop, testSite } from '../gateway/rig.ts'
import { type HttpRig, startHttp } from './rig.ts'

let files: FilesRig
let rig: HttpRig
beforeEach(async () => {
  files = await startFiles()
  const sites = [
    testSite('acme'),
    { ...testSite('zoo', ['https://zoo.example']), files: { visitors: false, agents: true } },
  ]
  rig = await startHttp({
    ...{ files: files.files, clock: files.clock },
    registry: { ...fakeRegistry(sites), hook: () => null },
  })
})
afterEach(async () => {
  rig.close()
  await files.close()
})

const within = { timeout: 10_000 }
const said = (name: string, size: number) => ({ name, type: '', size })
async function promised(name: string, size: number, as = name) {
  const attached = await files.files.attach(files.place, key(as), said(name, size))
  if ('refused' in attached) throw new Error(attached.refused)
  return attached
}
const put = (path: string, body: Uint8Array, headers: { [name: string]: string } = {}) =>
  fetch(rig.url + path, { method: 'PUT', body: Uint8Array.from(body), headers: { origin: shop, ...headers } })
async function linked(bytes: Uint8Array, name: string) {
  const { file } = await files.put(bytes, name)
  const { visitor, conversation } = files.place
  const link = await files.files.link(`/files/${file}`, { visitor, conversation, session })
  if (!link) throw new Error('no link')
  return link.url
}

describe('a put', () => {
  it('keeps the bytes, and again is fine', async () => {
    const bytes = await samples.png()
    const attached = await promised('a.png', bytes.length)
    for (let n = 0; n < 2; n++) {
      const answer = await put(attached.put, bytes, { 'content-type': 'image/png' })
      expect([answer.status, await answer.json()]).toEqual([200, {}])
      expect(answer.headers.get('access-control-allow-origin')).toBe(shop)
      expect(answer.headers.get('vary')).toContain('Origin')
    }
    expect(await files.opened(attached.file)).toMatchObject({ type: 'image/png' })
  })

  it.each([
    [415, 'fileType', 'a.png', Buffer.from('MZ')],
    [413, 'tooLarge', 'a.png', samples.pngHead(30_000, 30_000)],
  ])('is answered with %i %s where that is what is wrong', async (status, code, name, bytes) => {
    const answer = await put((await promised(name, bytes.length)).put, bytes)
    expect([answer.status, await answer.json()]).toEqual([status, { error: { code } }])
  })

  it('has as many bytes as were promised, whatever its head says', async () => {
    const { put: path, file } = await promised('a.txt', 10)
    expect((await put(path, Buffer.alloc(11, 'a'))).status).toBe(413)
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(rig.url + path, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } }, (answer) =>
        resolve(answer.resume().statusCode),
      )
      call.on('error', reject)
      call.write('a'.repeat(6))
      call.write('a'.repeat(6))
      call.write('a'.repeat(600_000))
      call.end()
    })
    expect(chunked).toBe(413)
    expect(await files.store.files.bytes(file)).toBeNull()
    expect((await put(path, Buffer.alloc(10, 'a'))).status).toBe(200)
  })

  it('that is broken off leaves nothing, and another may follow', async () => {
    const { put: path, file } = await promised('a.txt', 100_000)
    const { port } = new URL(rig.url)
    for (const body of ['', 'a'.repeat(50_000)]) {
      const socket = connect(Number(port), '127.0.0.1')
      const head = `PUT ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n`
      await new Promise<void>((resolve) => socket.write(head + body, () => resolve()))
      // A byte too many: never kept, and refused for that as soon as nothing else comes.
      const status = async () => (await put(path, Buffer.alloc(100_001))).status
      await expect.poll(status, within).toBe(503)
      socket.destroy()
      await expect.poll(status, within).toBe(413)
    }
    expect(await files.store.files.bytes(file)).toBeNull()
    await expect.poll(async () => (await put(path, Buffer.alloc(100_000, 'a'))).status, within).toBe(200)
  })

  it('comes alone: another of the same file, or a fourth of the same visitor, is told to wait', async () => {
    const paths = await Promise.all(['a', 'b', 'c', 'd'].map(async (n) => (await promised('a.txt', 5, n)).put))
    const calls = paths.slice(0, 3).map((path) => {
      const call = request(rig.url + path, { method: 'PUT', headers: { 'content-length': '5' } })
      const status = new Promise((resolve) => call.on('response', (answer) => resolve(answer.resume().statusCode)))
      call.write('he')
      return { call, status }
    })
    for (const path of [paths[0] ?? '', paths[3] ?? '']) {
      await expect.poll(async () => (await put(path, Buffer.from('hello!'))).status, within).toBe(503)
      const answer = await put(path, Buffer.from('hello'))
      expect([answer.headers.get('retry-after'), await answer.json()]).toEqual(['2', { error: { code: 'later' } }])
    }
    for (const { call } of calls) call.end('llo')
    expect(await Promise.all(calls.map(({ status }) => status))).toEqual([200, 200, 200])
    expect((await put(paths[3] ?? '', Buffer.from('hello'))).status).toBe(200)
  })

  it('is welcome from pages of the site only', async () => {
    const { put: path, file } = await promised('a.txt', 5)
    for (const origin of ['https://evil.example', 'https://zoo.example', 'null', `${shop}.evil.example`]) {
      const answer = await put(path, Buffer.from('hello'), { origin })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
    expect(await files.store.files.bytes(file)).toBeNull()
  })

  it('is announced by the browser, and allowed as it is and not otherwise', async () => {
    const { put: path } = await promised('a.txt', 5)
    const ask = (origin: string, to = path) =>
      fetch(rig.url + to, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } })
    const answer = await ask(shop)
    expect(answer.status).toBe(204)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': shop,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type',
    })
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    for (const origin of ['https://evil.example', 'https://zoo.example', 'null']) {
      const refusal = await ask(origin)
      expect([origin, refusal.status]).toEqual([origin, 403])
      expect(refusal.headers.get('access-control-allow-origin')).toBeNull()
    }
    // What was never promised: a page of ours may read that, any other may not.
    expect((await ask(shop, '/files/x/put/y')).status).toBe(204)
    expect((await ask('https://evil.example', '/files/x/put/y')).status).toBe(403)
  })

  it('without a promise is not found, and packed bytes are not taken', async () => {
    expect((await put(`/files/${'x'.repeat(22)}/put/1.x`, Buffer.from('x'))).status).toBe(404)
    const { put: path } = await promised('a.txt', 5)
    expect((await put(path, Buffer.from('hello'), { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await fetch(rig.url + path)).status).toBe(404)
    expect((await fetch(rig.url + path, { method: 'POST', body: 'hello' })).status).toBe(404)
  })
})

it('a page learns what may be attached, where the owner takes files of visitors', async () => {
  const ask = async (site: string, origin: string) =>
    (await (await fetch(`${rig.url}/api/v1/widget/${site}`, { headers: { origin } })).json()) as WidgetSettings
  expect((await ask('acme', shop)).files).toEqual({ accept: expect.stringContaining('.png,'), size: 5_242_880 })
  expect(await ask('zoo', 'https://zoo.example')).not.toHaveProperty('files')
})

describe('a get', () => {
  it('gives a picture to be shown, for as long as the link is good', async () => {
    const url = await linked(await samples.png(), 'cat.png')
    for (const method of ['GET', 'HEAD']) {
      const answer = await fetch(rig.url + url, { method })
      expect(answer.status).toBe(200)
      const headers = Object.fromEntries(answer.headers)
      expect(headers).toMatchObject({
        'content-type': 'image/png',
        'content-disposition': `inline; filename="cat.png"; filename*=UTF-8''cat.png`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'cross-origin',
        'accept-ranges': 'none',
      })
      const [, age] = /^private, max-age=(\d+)$/.exec(headers['cache-control'] ?? '') ?? []
      expect(Number(age) > 590 && Number(age) <= 600).toBe(true)
      const bytes = await answer.arrayBuffer()
      expect(bytes.byteLength).toBe(method === 'GET' ? Number(headers['content-length']) : 0)
    }
  })

  it.each([
    ['notes.txt', samples.text, 'text/plain; charset=utf-8', 'notes.txt', 'notes.txt'],
    ["bill's (3).pdf", samples.pdf, 'application/pdf', 'bill_s _3_.pdf', 'bill%27s%20%283%29.pdf'],
    ['Größe "x".pdf', samples.pdf, 'application/pdf', 'Gr__e _x_.pdf', 'Gr%C3%B6%C3%9Fe%20_x_.pdf'],
    ['a\r\nX-Evil: 1.pdf', samples.pdf, 'application/pdf', 'aX-Evil_ 1.pdf', 'aX-Evil_%201.pdf'],
  ])('gives %j to be saved', async (name, bytes, type, plain, whole) => {
    const answer = await fetch(rig.url + (await linked(bytes, name)))
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${plain}"; filename*=UTF-8''${whole}`)
    expect(answer.headers.get('x-evil')).toBeNull()
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes)
  })

  it('of a part gives the whole', async () => {
    const answer = await fetch(rig.url + (await linked(samples.text, 'a.txt')), { headers: { range: 'bytes=0-1' } })
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, samples.text.length])
  })

  it('with a link that is wrong, old or of another file is the same 404', async () => {
    const url = await linked(samples.text, 'a.txt')
    const other = await linked(samples.text, 'b.txt')
    const [, , file = '', link = ''] = url.split('/')
    const foreign = other.split('/')[3] ?? ''
    const wrong = [
      `/files/${file}/${link}x/a.txt`,
      `/files/${file}/${foreign}/a.txt`,
      `/files/${'x'.repeat(22)}/${link}/a.txt`,
      `/files/${file}/x/a.txt`,
    ]
    const texts = await Promise.all(
      wrong.map(async (path) => {
        const answer = await fetch(rig.url + path)
        return [answer.status, await answer.text()]
      }),
    )
    files.clock.turn(600_000)
    const late = await fetch(rig.url + url)
    expect(new Set([...texts, [late.status, await late.text()]].map(String))).toEqual(
      new Set(['404,{"error":{"code":"notFound"}}']),
    )
  })

  it('of a file that is still on its way says when to ask again', async () => {
    rig.close()
    rig = await startHttp({
      files: { ...files.files, open: (file: FileId) => Promise.resolve(file === 'f' ? 'later' : 'notFound') },
    })
    const answer = await fetch(`${rig.url}/files/f/link/name`)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})
