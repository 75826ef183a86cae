import { describe, expect, it } from 'vitest'
import { opened, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { files, pdf, png, withFiles } from './attachment-rig.ts'
import { account, hook } from './conformance-hooks.ts'
import type { Rig } from './conformance-rig.ts'
import { withFreshchat } from './conformance-rig.ts'
import { fromRef, toRef } from './file-ref.ts'
import { told } from './hook.ts'

const saidIn = (events: DeskEvent[]) => events.flatMap((event) => (event.kind === 'said' ? event.message.parts : []))
const heardBy = (rig: Rig) =>
  rig.hooks().flatMap((one) => {
    const events = rig.desk.read(one)
    return events === 'forged' ? [] : events
  })

describe('an agent’s attachment', () => {
  const attach = (rig: Rig, thread: string, file = { name: 'bill.pdf', type: 'application/pdf', bytes: pdf }) =>
    rig.sim.agent.attach(thread, file)

  it('is told as what it is where files are kept, and fetched from its address', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      attach(rig, thread.id)
      attach(rig, thread.id, { name: 'tent.png', type: 'image/png', bytes: png })
      const [file, picture] = saidIn(heardBy(rig)).slice(-2)
      expect(file).toMatchObject({ kind: 'file', name: 'bill.pdf', type: 'application/pdf', size: pdf.length })
      expect(picture).toMatchObject({ kind: 'image' })
      for (const [part, bytes, type] of [
        [file, pdf, 'application/pdf'],
        [picture, png, 'image/png'],
      ] as const) {
        const body = await value(
          rig.desk.file({ url: part?.kind === 'file' || part?.kind === 'image' ? part.url : '' }),
        )
        expect([Buffer.from(body.bytes), body.type]).toEqual([bytes, type])
      }
    }))

  it('is waited for while its address is not there yet (trap 5.9)', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('lateAttachment', { ms: 600 })
      attach(rig, thread.id)
      const [part] = saidIn(heardBy(rig)).slice(-1)
      expect(part).toMatchObject({ kind: 'file', name: 'bill.pdf', url: expect.stringMatching(/^freshchat-file:/) })
      const body = await value(rig.desk.file({ url: part?.kind === 'file' ? part.url : '', name: 'bill.pdf' }))
      expect(Buffer.from(body.bytes)).toEqual(pdf)
    }))

  it('is fetched from its new address where the one that a late webhook tells of has expired (trap 5.10)', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      attach(rig, thread.id)
      const [part] = saidIn(heardBy(rig)).slice(-1)
      const url = part?.kind === 'file' ? part.url : ''
      rig.sim.faults.set('expiredFile', { times: 1 })
      expect(Buffer.from((await value(rig.desk.file({ url }))).bytes)).toEqual(pdf)
      rig.sim.faults.set('expiredFile')
      expect(await rig.desk.file({ url })).toMatchObject({ kind: 'refused', why: { code: 'file-expired' } })
      rig.sim.conversation(thread.id).messages.splice(0)
      expect(await rig.desk.file({ url })).toMatchObject({ kind: 'refused', why: { code: 'file-expired' } })
      expect(rig.breaches()).toEqual([])
    }))

  it('without an address is told by a later look where files are not kept, and never lost', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('lateAttachment', { ms: 300 })
      const { id } = attach(rig, thread.id)
      expect(heardBy(rig).at(-1)).toMatchObject({ kind: 'unknown', id: `hint:${id}` })
      const first = await value(rig.desk.catchUp(thread, null))
      expect(saidIn(first.events)).not.toContainEqual(expect.objectContaining({ kind: 'link' }))
      rig.agent.says(thread.id, 'Here it is')
      const until = Date.now() + 5_000
      let { mark } = first
      const told: DeskEvent[] = []
      while (!told.some((event) => event.id === id) && Date.now() < until) {
        const more = await value(rig.desk.catchUp(thread, mark))
        mark = more.mark
        told.push(...more.events)
      }
      expect(told.filter((event) => event.id === id)).toMatchObject([
        { kind: 'said', message: { parts: [{ kind: 'link', label: 'bill.pdf' }] } },
      ])
      expect((await value(rig.desk.catchUp(thread, mark))).events).toEqual([])
    }))

  it('is a neutral line in the end when its address never comes', () => {
    const data = {
      message: {
        ...{ id: 'm', conversation_id: 'c', actor_type: 'agent', actor_id: 'a' },
        ...{ created_time: '2026-01-05T09:00:00.000Z', message_parts: [{ file: { name: 'late.pdf' } }] },
      },
    }
    expect(told(account, hook('message_create', data))).toMatchObject([{ kind: 'unknown' }])
    expect(told(account, hook('message_create', data), true)).toMatchObject([{ kind: 'said' }])
  })

  it('is never taken for more than it is: pages, empty bytes, false types, expired links, too many bytes', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      const fetched = async (type: string, bytes: Uint8Array, name = 'a.bin') => {
        const message = attach(rig, thread.id, { name, type, bytes: Buffer.from(bytes) })
        const [part = {}] = message.parts
        return await rig.desk.file((part.file ?? part.image) as { url: string })
      }
      const page = Buffer.from('<!doctype html><script>steal()</script>')
      expect(await fetched('application/pdf', page)).toMatchObject({ kind: 'refused', why: { code: 'not-a-file' } })
      expect(await fetched('application/pdf', new Uint8Array())).toMatchObject({ why: { code: 'not-a-file' } })
      const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>steal()</script></svg>')
      for (const [type, bytes] of [
        ['image/svg+xml', svg],
        ['image/png', svg],
        ['text/javascript', Buffer.from('steal()')],
        ['application/xhtml+xml', svg],
      ] as const)
        expect(await value(fetched(type, bytes)), type).toMatchObject({ type: 'application/octet-stream' })
      expect(await value(fetched('text/html', page, 'page.html'))).toMatchObject({ type: 'application/octet-stream' })
      expect(await value(fetched('text/plain', Buffer.from('hi'), 'a.txt'))).toMatchObject({ type: 'text/plain' })
      expect(await value(fetched('application/octet-stream', png))).toMatchObject({ type: 'image/png' })
      expect(await fetched('application/zip', new Uint8Array(25 * 1024 * 1024 + 1))).toMatchObject({
        kind: 'refused',
        why: { code: 'too-large' },
      })
      rig.sim.faults.set('expiredFile')
      expect(await fetched('text/plain', Buffer.from('hi'))).toMatchObject({ why: { code: 'file-expired' } })
    }))

  it('gets our token only at the API’s own host, and either of two (trap 5.10)', async () => {
    const sent: { url: string; token: string | undefined }[] = []
    await withFreshchat(
      async (rig) => {
        const desk = rig.make({ token: ['a-dead-token', rig.sim.token] })
        await desk.file({ url: `${rig.sim.url}/v2/agents` })
        await desk.file({ url: 'https://cdn.example/a.pdf?signature=x' })
        expect(sent.map(({ token }) => token)).toEqual(['Bearer a-dead-token', `Bearer ${rig.sim.token}`, undefined])
      },
      {
        files,
        through: (outgoing) => ({
          async call(request) {
            sent.push({ url: request.url, token: request.headers?.authorization })
            return request.chosenBy === 'stranger' ? { kind: 'notSent', code: 'dns' } : await outgoing.call(request)
          },
        }),
      },
    )
  })

  it('has a place by which it is found, and nothing else passes for one', () => {
    for (const url of [null, 'https://files.example/a%2Fb.png?signature=x%3D&y=1#z'])
      expect(fromRef(toRef({ conversation: 'a/b c', message: 'm:1', n: 3, url }))).toEqual({
        ...{ conversation: 'a/b c', message: 'm:1', n: 3 },
        url,
      })
    for (const other of [
      'https://a.example/x',
      'freshchat-file:',
      'freshchat-file:a/b/x',
      'freshchat-file:%E0%A4%A/b/1',
    ])
      expect(fromRef(other)).toBeNull()
  })
})
