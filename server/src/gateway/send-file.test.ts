import type { Attached, Stored } from '@baton/shared/frames.ts'
import type { FileId, Seq } from '@baton/shared/ids.ts'
import type { Part } from '@baton/shared/message.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Place } from '../files/files.ts'
import type { GatewayParts } from './gateway.ts'
import { type Client, newKey, type Rig, startRig } from './rig.ts'

const file = 'q3Jv8ZpL0sTfWc5nYx2RdA' as FileId
const part: Part = { kind: 'file', url: `/files/${file}`, name: 'receipt.pdf', type: 'application/pdf', size: 7 }
const asked: { attach: unknown[]; links: unknown[] } = { attach: [], links: [] }
let keptFor: Place | null = null

/** Keeps one file, for whoever attached it. */
const files: GatewayParts['files'] = {
  async attach(to, key, said) {
    asked.attach.push({ key, said })
    if (said.size > 5) return { refused: 'tooLarge' }
    keptFor = to
    return { file, put: `/files/${file}/put/x`, kept: false }
  },
  attached: async (id, to) => (id === file && keptFor?.visitor === to.visitor ? part : null),
  async link(path, to) {
    asked.links.push(to)
    return path === part.url ? { url: `${path}/signed`, until: 7 as never } : null
  },
}

let rig: Rig
let ann: Client
beforeEach(async () => {
  asked.attach = []
  asked.links = []
  keptFor = null
  rig = await startRig({ files })
  ann = await rig.join()
  await ann.hello()
})
afterEach(() => rig.close())

const attach = (tab: Client, size = 4, session = tab.session) =>
  tab.ask('attach', { session, key: newKey(), name: 'receipt.pdf', type: 'application/pdf', size }) as Promise<
    Answer<Attached>
  >
const sendFile = (tab: Client, key = newKey(), id: string = file) =>
  tab.ask('send', { session: tab.session, key, file: id }) as Promise<Answer<Stored>>
const link = (tab: Client, conversation = tab.conversation) =>
  tab.ask('fileLink', { session: tab.session, conversation, path: part.url }) as Promise<Answer<{ url: string }>>
const codeOf = (answer: Answer<object>) => (answer.ok ? 'ok' : answer.error.code)
const said = async (tab: Client) =>
  (await rig.log.read(tab.conversation, 0 as Seq, 'on', 100)).filter(({ kind }) => kind === 'visitorSaid')

describe('a visitor’s file', () => {
  it('is taken while a person is there or is waited for, and at no other time', async () => {
    expect(codeOf(await attach(ann))).toBe('noFiles')
    expect(codeOf(await sendFile(ann))).toBe('noFiles')
    expect(asked.attach).toEqual([])
    await ann.act('person')
    expect(await attach(ann)).toMatchObject({ ok: true, file, kept: false })
    await ann.act('leave')
    expect(codeOf(await attach(ann))).toBe('noFiles')
  })

  it('becomes one message, however often it is sent, also after the stay', async () => {
    await ann.act('person')
    await attach(ann)
    const key = newKey()
    const first = await sendFile(ann, key)
    expect(first).toMatchObject({ ok: true })
    await ann.act('leave')
    expect(await sendFile(ann, key)).toEqual(first)
    expect(await said(ann)).toMatchObject([{ message: { parts: [part] } }])
  })

  it('is refused for the reason that the files give', async () => {
    await ann.act('person')
    expect(codeOf(await attach(ann, 6))).toBe('tooLarge')
  })

  it('is nobody else’s to send', async () => {
    await ann.act('person')
    await attach(ann)
    const eve = await rig.join()
    await eve.hello()
    await eve.act('person')
    expect(codeOf(await sendFile(eve))).toBe('notFound')
    expect(codeOf(await attach(ann, 4, eve.session))).toBe('otherSession')
    expect(await said(eve)).toEqual([])
  })

  it.each(['', 'short', `${file}x`, '../../etc/passwd00000', 7, null])('is never named %j', async (id) => {
    await ann.act('person')
    expect(codeOf(await sendFile(ann, newKey(), id as string))).toBe('badFrame')
  })
})

describe('a link to a file', () => {
  it('is given for a conversation of the visitor’s own, and for their session', async () => {
    expect(await link(ann)).toMatchObject({ ok: true, url: `${part.url}/signed` })
    expect(asked.links).toEqual([{ visitor: expect.any(String), conversation: ann.conversation, session: ann.session }])
  })

  it('is given to no stranger, who learns nothing from the answer', async () => {
    const eve = await rig.join()
    await eve.hello()
    const foreign = await link(eve, ann.conversation)
    expect(foreign).toEqual(await link(eve, 'no such conversation' as never))
    expect(codeOf(foreign)).toBe('notFound')
    expect(asked.links).toEqual([])
  })
})
