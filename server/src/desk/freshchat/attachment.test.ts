import type { Part } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { VendorId } from '../../conversation/ids.ts'
import { opened, say, value } from '../conformance.ts'
import { kept, pdf, png, withFiles } from './attachment-rig.ts'
import { withFreshchat } from './conformance-rig.ts'

const image: Part = { kind: 'image', url: '/files/tent.png' }
const bill: Part = { kind: 'file', url: '/files/bill.pdf', name: 'bill.pdf', type: 'application/pdf' }
const saying = (...parts: Part[]) => ({ ...say('', null), message: { parts } })

describe('a visitor’s attachment', () => {
  it('goes through the uploads: an image by its address alone, a file by its renamed hash', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      await value(rig.desk.send(thread, saying({ kind: 'text', text: 'See:' }, image, bill), false))
      const parts = rig.sim.conversation(thread.id).messages.at(-1)?.parts
      expect(parts).toEqual([
        { text: { content: 'See:' } },
        { image: { url: expect.stringContaining('/files/') } },
        { file: expect.objectContaining({ name: 'bill.pdf', fileSource: 'FRESHCHAT', fileHash: expect.any(String) }) },
      ])
      expect(rig.sim.state.files.map(({ bytes }) => Buffer.from(bytes, 'base64'))).toEqual([png, pdf])
      expect(rig.breaches()).toEqual([])
    }))

  it('is found when the answer was lost, told apart from words alone, and uploaded once', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      rig.loseAnswer('say')
      const lost = saying(image)
      expect((await rig.desk.send(thread, lost, false)).kind).toBe('unsure')
      await value(rig.desk.send(thread, lost, true))
      expect(rig.sim.conversation(thread.id).messages.filter(({ parts }) => parts[0]?.image)).toHaveLength(1)
      expect(rig.sim.state.files).toHaveLength(1)
      rig.sim.visitor.say(thread.id, 'See:')
      const after = rig.sim.conversation(thread.id).messages.at(-2)?.id as VendorId
      const never = { ...saying({ kind: 'text', text: 'See:' }, image), last: after }
      expect(await value(rig.desk.find(thread, never))).toBeNull()
    }))

  it('may still be looked at by the scanner, and is refused when the scanner refuses it', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('filePending')
      expect((await rig.desk.send(thread, saying(bill), false)).kind).toBe('done')
      rig.sim.faults.clear()
      rig.sim.faults.set('fileRejected')
      const other: Part = { ...bill, url: '/files/bill.pdf#2' }
      kept.set(other.url, { bytes: pdf, type: 'application/pdf', name: 'bill.pdf' })
      expect(await rig.desk.send(thread, saying(other), false)).toMatchObject({
        kind: 'refused',
        why: { code: 'file-rejected' },
      })
    }))

  it('is refused when it is larger than Freshchat takes, before a byte of it leaves', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      const calls = rig.sim.requests.length
      const large: Part = { kind: 'file', url: '/files/large.bin', name: 'large.bin' }
      expect(await rig.desk.send(thread, saying(large), false)).toMatchObject({ why: { code: 'file-too-large' } })
      expect(rig.sim.requests).toHaveLength(calls)
    }))

  it('is uploaded again when that answer was lost, since nobody sees it before the message', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('loseAnswer', { on: 'POST /images/upload', times: 1 })
      expect(await rig.desk.send(thread, saying(image), false)).toMatchObject({ kind: 'retry', scope: 'delivery' })
      await value(rig.desk.send(thread, saying(image), false))
      expect(rig.sim.conversation(thread.id).messages.filter(({ parts }) => parts[0]?.image)).toHaveLength(1)
    }))

  it('goes as words when it is not kept any more, or nothing is kept at all', () =>
    withFiles(async (rig) => {
      const { thread } = await opened(rig)
      await value(rig.desk.send(thread, saying({ ...bill, url: '/files/gone' }), false))
      expect(rig.written(thread.id).at(-1)?.text).toBe('[bill.pdf]')
      await withFreshchat(async (bare) => {
        const own = await opened(bare)
        await value(bare.desk.send(own.thread, saying(bill), false))
        expect(bare.written(own.thread.id).at(-1)?.text).toBe('[bill.pdf]')
      })
    }))
})
