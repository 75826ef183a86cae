import { afterEach, describe, expect, it } from 'vitest'
import { bytesOfVisitorPerDay, fileBytes, filesOfVisitorPerConversation, linkLife } from '../file-limits.ts'
import type { OutgoingAnswer } from '../outgoing.ts'
import { answered, type FilesRig, key, putOf, startFiles } from './rig.ts'
import * as samples from './samples-rig.ts'

let rig: FilesRig
afterEach(() => rig.close())
const day = 24 * 3_600_000
const said = (name: string, size = 10) => ({ name, type: 'image/png', size })

describe('a visitor’s file', () => {
  it('is put once it was asked for, named by a message, and opened by its link', async () => {
    rig = await startFiles()
    const { file, result } = await rig.put(await samples.png(), 'cat.png')
    expect(result).toBe('kept')
    expect(file).toMatch(/^[A-Za-z0-9_-]{22}$/)
    if (!file) return
    const part = await rig.files.attached(file, rig.place)
    expect(part).toEqual({ kind: 'image', url: `/files/${file}`, alt: 'cat.png', width: 4, height: 3 })
    expect(await rig.opened(file)).toMatchObject({ type: 'image/png', name: 'cat.png' })
    expect(await rig.files.read(`/files/${file}`)).toMatchObject({ type: 'image/png', name: 'cat.png' })
  })

  it('that is no picture is a file with its size', async () => {
    rig = await startFiles()
    const { file } = await rig.put(samples.pdf, 'bill.pdf')
    expect(file && (await rig.files.attached(file, rig.place))).toEqual({
      ...{ kind: 'file', url: `/files/${file}`, name: 'bill.pdf', type: 'application/pdf', size: samples.pdf.length },
    })
  })

  it('is the same file for the same key, before and after it is kept, and another for another visitor', async () => {
    rig = await startFiles()
    const first = await rig.files.attach(rig.place, key('a'), said('a.txt', 5))
    const again = await rig.files.attach(rig.place, key('a'), said('a.txt', 5))
    expect(again).toMatchObject({ file: 'file' in first ? first.file : '', kept: false })
    const { file } = await rig.put(Buffer.from('hello'), 'a.txt', key('a'))
    expect(await rig.files.attach(rig.place, key('a'), said('a.txt', 5))).toMatchObject({ file, kept: true })
    const other = await rig.files.attach(await rig.newPlace(), key('a'), said('a.txt', 5))
    expect('file' in other && other.file !== file && !other.kept).toBe(true)
  })

  it('that is put twice, or twice at once, on two servers, is kept once', async () => {
    rig = await startFiles()
    const attached = await rig.files.attach(rig.place, key('a'), said('a.png', 1_000))
    if ('refused' in attached) throw new Error(attached.refused)
    const bytes = await samples.png()
    const put = putOf(attached)
    const servers = [rig.files, rig.serve(), rig.serve()]
    expect(await Promise.all(servers.map((one) => one.receive(attached.file, put, bytes)))).toEqual(
      Array(3).fill('kept'),
    )
    expect(await rig.files.receive(attached.file, put, Buffer.from('something else'))).toBe('kept')
    expect(await rig.opened(attached.file)).toMatchObject({ type: 'image/png' })
  })

  it('is nobody else’s: not of another visitor, not of another conversation', async () => {
    rig = await startFiles()
    const { file } = await rig.put(samples.text, 'a.txt')
    if (!file) throw new Error('not kept')
    const other = await rig.newPlace()
    expect(await rig.files.attached(file, other)).toBeNull()
    expect(await rig.files.attached(file, { ...rig.place, visitor: other.visitor })).toBeNull()
    expect(await rig.files.attached(file, { ...rig.place, conversation: other.conversation })).toBeNull()
    expect(await rig.files.attached(file, rig.place)).not.toBeNull()
    const elsewhere = { ...rig.place, conversation: other.conversation }
    expect(await rig.files.attach(elsewhere, key('a.txt'), said('a.txt'))).toEqual({ refused: 'noFiles' })
  })

  it('cannot be put by who was promised nothing, too late, or in place of another', async () => {
    rig = await startFiles()
    const one = await rig.files.attach(rig.place, key('one'), said('a.txt'))
    const two = await rig.files.attach(rig.place, key('two'), said('a.txt'))
    if ('refused' in one || 'refused' in two) throw new Error('refused')
    const bytes = Buffer.from('hello')
    const [until = '', mac = ''] = putOf(one).split('.')
    for (const wrong of [putOf(two), '', 'x', `${until}.`, `${until}.${mac}x`, `${Number(until) + 1}.${mac}`]) {
      expect(await rig.files.receive(one.file, wrong, bytes)).toBe('notFound')
      expect(await rig.files.expects(one.file, wrong)).toBeNull()
    }
    expect(await rig.files.expects(one.file, putOf(one))).toMatchObject({ site: 'acme', size: 10 })
    rig.clock.turn(linkLife)
    expect(await rig.files.receive(one.file, putOf(one), bytes)).toBe('notFound')
    const { file, result } = await rig.put(bytes, 'a.txt', key('one'))
    expect([file, result]).toEqual([one.file, 'kept'])
  })
})

describe('the limits', () => {
  it('are told before a byte is sent', async () => {
    rig = await startFiles()
    const ask = (name: string, size = 10) => rig.files.attach(rig.place, key(name + size), said(name, size))
    expect(await ask('a.png', fileBytes)).toMatchObject({ kept: false })
    expect(await ask('a.png', fileBytes + 1)).toEqual({ refused: 'tooLarge' })
    for (const size of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(await ask('a.png', size)).toHaveProperty('refused')
    for (const name of ['a.svg', 'a.html', 'a', '', 'a.png.exe', 'a.mp4', 'a\u202egnp.exe', 'x/.png'])
      expect([name, await ask(name)]).toEqual([name, { refused: 'fileType' }])
  })

  it('hold where the owner takes no files', async () => {
    rig = await startFiles({ allows: { visitors: false, agents: true } })
    expect(await rig.files.attach(rig.place, key('a'), said('a.png'))).toEqual({ refused: 'noFiles' })
    const open = await rig
      .serve({ allows: { visitors: true, agents: true } })
      .attach(rig.place, key('a'), said('a.png'))
    if ('refused' in open) throw new Error('refused')
    expect(await rig.files.receive(open.file, putOf(open), await samples.png())).toEqual({ refused: 'noFiles' })
  })

  it('are ten files in a conversation, and the eleventh when one was never sent', async () => {
    rig = await startFiles()
    const ask = (n: number) => rig.files.attach(rig.place, key(`n${n}`), said('a.txt'))
    for (let n = 0; n < filesOfVisitorPerConversation; n++) expect(await ask(n)).toMatchObject({ kept: false })
    expect(await ask(10)).toEqual({ refused: 'tooMany' })
    expect(await ask(3)).toMatchObject({ kept: false })
    rig.clock.turn(linkLife)
    expect(await ask(10)).toMatchObject({ kept: false })
  })

  it('are 25 megabytes a day of a visitor, those that were refused included', async () => {
    rig = await startFiles()
    const whole = Buffer.alloc(fileBytes, 'a')
    for (let n = 0; n < bytesOfVisitorPerDay / fileBytes - 1; n++)
      expect((await rig.put(whole, 'a.txt', key(`n${n}`))).result).toBe('kept')
    expect((await rig.put(Buffer.alloc(fileBytes, '\0'), 'a.txt', key('bad'))).result).toEqual({ refused: 'fileType' })
    expect(await rig.files.attach(rig.place, key('more'), said('a.txt', 1))).toEqual({ refused: 'tooMany' })
    rig.clock.turn(day)
    expect(await rig.files.attach(rig.place, key('more'), said('a.txt', 1))).toMatchObject({ kept: false })
  })

  it('are what was promised: more bytes than said are not taken, and may be said anew', async () => {
    rig = await startFiles()
    const one = await rig.files.attach(rig.place, key('a'), said('a.txt', 5))
    if ('refused' in one) throw new Error('refused')
    expect(await rig.files.receive(one.file, putOf(one), Buffer.from('hello!'))).toEqual({ refused: 'tooLarge' })
    expect(await rig.files.receive(one.file, putOf(one), Buffer.alloc(0))).toEqual({ refused: 'fileType' })
    expect((await rig.put(Buffer.from('hello!'), 'a.txt', key('a'))).result).toBe('kept')
  })

  it('are the same at the second try: what was refused stays so', async () => {
    rig = await startFiles()
    const { result } = await rig.put(Buffer.from('<html>'), 'a.txt')
    expect(result).toEqual({ refused: 'fileType' })
    expect(await rig.put(Buffer.from('hello!'), 'a.txt')).toMatchObject({ refused: 'fileType' })
  })
})

describe('the scanner', () => {
  it('is asked for every file, and one that it finds dirty is refused', async () => {
    rig = await startFiles({
      scanner: ({ body }) => answered(Buffer.from(body as Uint8Array).includes('virus') ? 422 : 200),
    })
    expect((await rig.put(Buffer.from('a virus'), 'Grüße.txt')).result).toEqual({ refused: 'fileType' })
    expect((await rig.put(samples.text, 'b.txt')).result).toBe('kept')
    expect(rig.scanned[0]).toMatchObject({
      ...{ method: 'POST', url: 'https://scanner.example/scan', body: Buffer.from('a virus') },
      headers: { 'content-type': 'text/plain', 'x-file-name': 'Gr%C3%BC%C3%9Fe.txt' },
    })
  })

  it.each<[string, OutgoingAnswer]>([
    ['fails', answered(500)],
    ['wants something else', answered(404)],
    ['is not there', { kind: 'notSent', code: 'connection-refused' }],
    ['does not answer', { kind: 'lost', code: 'timeout' }],
  ])('holds a file while it %s, and lets it through when it is back', async (_what, trouble) => {
    let now = trouble
    rig = await startFiles({ scanner: () => now })
    const { file, result } = await rig.put(samples.text, 'a.txt')
    expect(result).toBe('later')
    if (!file) throw new Error('refused')
    expect(await rig.files.attached(file, rig.place)).toBeNull()
    expect(await rig.store.files.bytes(file)).toBeNull()
    now = answered(200)
    expect((await rig.put(samples.text, 'a.txt')).result).toBe('kept')
  })
})

it('what nobody sent is removed after a day, and what was sent stays', async () => {
  rig = await startFiles()
  const loose = (await rig.put(samples.text, 'a.txt')).file
  const sent = (await rig.put(samples.text, 'b.txt')).file
  if (!loose || !sent) throw new Error('refused')
  await rig.files.attached(sent, rig.place)
  rig.clock.turn(day - 60_000)
  rig.files.start()
  await rig.files.stop()
  expect(await rig.store.files.get(loose)).not.toBeNull()
  rig.clock.turn(60_001)
  rig.files.start()
  await expect.poll(() => rig.store.files.get(loose), { timeout: 10_000 }).toBeNull()
  expect(await rig.store.files.bytes(loose)).toBeNull()
  expect(await rig.opened(sent)).toMatchObject({ type: 'text/plain' })
})
