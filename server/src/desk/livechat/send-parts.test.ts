import type { Message } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { heard, opened, say, value } from '../conformance.ts'
import type { KeptFiles, Thread } from '../desk.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'
import { nameOf } from './rich.ts'

const buttons = (...all: [text: string, postback: string | undefined, more?: object][]) =>
  all.map(([text, postback_id, more]) => ({ text, postback_id, user_ids: [], type: 'message', value: text, ...more }))
const rich = (rig: Rig, thread: Thread, elements: object[]) =>
  rig.sim.agent.reply(thread.id, { type: 'rich_message', template_id: 'cards', elements })
const tap = (label: string, postback: string, answers?: string) =>
  ({
    ...say(label, null),
    choice: postback.replace(/^[\w-]+/, (name) => (name === label ? name : nameOf(name))),
    ...(answers !== undefined && { answers: answers as never }),
  }) as ReturnType<typeof say>
const last = (rig: Rig, thread: Thread) => rig.sim.events(thread.id).at(-1)

describe('a tap', () => {
  it('is the button’s words with what its bot wants to know of it', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const event = rich(rig, thread, [{ title: 'Was that it?', buttons: buttons(['Yes', 'p-yes'], ['No', 'p-no']) }])
      await value(rig.desk.send(thread, tap('No', 'p-no', event.id), false))
      expect(last(rig, thread)).toMatchObject({
        type: 'message',
        text: 'No',
        content: {
          postback: { id: 'p-no', thread_id: thread.stretch, event_id: event.id, type: 'message', value: 'No' },
        },
      })
      expect(rig.breaches()).toEqual([])
    }))

  it('of two buttons that look the same is the one that was tapped', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rich(rig, thread, [
        { title: 'A', buttons: buttons(['Buy', 'buy', { value: 'a' }]) },
        { title: 'B', buttons: buttons(['Buy', 'buy', { value: 'b' }]) },
      ])
      await value(rig.desk.send(thread, tap('Buy', 'buy~2'), false))
      expect(last(rig, thread)?.content.postback).toMatchObject({ id: 'buy', value: 'b' })
    }))

  it('of which only the message is known is the button with these words', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const event = rich(rig, thread, [{ title: 'T', buttons: buttons(['Yes', 'p-yes'], ['No', 'p-no']) }])
      await value(rig.desk.send(thread, { ...say('Yes', null), answers: event.id as never }, false))
      expect(last(rig, thread)?.content.postback).toMatchObject({ id: 'p-yes' })
    }))

  it('of a button that says no more than its words, or is gone, is its words', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rich(rig, thread, [{ title: 'T', buttons: buttons(['Bare', undefined]) }])
      for (const order of [tap('Bare', 'Bare'), tap('Gone', 'p-gone'), tap('Bare', 'Bare', 'no such event')]) {
        await value(rig.desk.send(thread, order, false))
        expect(last(rig, thread)?.content.postback).toBeUndefined()
      }
      expect(rig.breaches()).toEqual([])
    }))

  it('that LiveChat does not take as one is said all the same, and once though its answer is lost', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rich(rig, thread, [{ title: 'T', buttons: buttons(['Yes', 'p-yes']) }])
      rig.sim.faults.set('refuse', { on: 'send_event', how: 'validation', times: 1 })
      await value(rig.desk.send(thread, tap('Yes', 'p-yes'), false))
      expect(last(rig, thread)).toMatchObject({ text: 'Yes' })
      const order = tap('Yes', 'p-yes')
      rig.sim.faults.set('loseAnswer', { on: 'send_event', times: 1 })
      expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
      await value(rig.again().send(thread, order, true))
      expect(rig.written(thread.id).filter(({ text }) => text === 'Yes')).toHaveLength(2)
    }))
})

const picture = { kind: 'image' as const, url: '/files/one.png', alt: 'My screen' }
const orderOf = (...parts: Message['parts']) => ({ ...say('', null), message: { parts } })
const kept = (more: { bytes?: Uint8Array; name?: string } = {}): KeptFiles => ({
  read: async () => ({ bytes: new Uint8Array([137, 80, 78, 71]), type: 'image/png', name: 'one.png', ...more }),
})

describe('a file of the visitor', () => {
  it('goes as a file between the words around it, and comes back as nobody’s words', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        const order = orderOf({ kind: 'text', text: 'see' }, picture, { kind: 'text', text: 'there' })
        const before = rig.sim.events(thread.id).length
        const receipt = await value(rig.desk.send(thread, order, false))
        const sent = rig.sim.events(thread.id).slice(before)
        expect(sent.map(({ type, text }) => [type, text])).toEqual([
          ['message', 'see'],
          ['file', expect.any(String)],
          ['message', 'there'],
        ])
        expect(sent[1]?.content).toMatchObject({ name: 'one.png', content_type: 'image/png' })
        expect(receipt.id).toBe(sent[0]?.id)
        expect(await value(rig.again().find(thread, order))).toMatchObject({ id: receipt.id })
        expect(heard(rig, thread).filter(({ kind }) => kind === 'said')).toEqual([])
        expect(rig.breaches()).toEqual([])
      },
      { files: kept() },
    ))

  it('alone is one too, and is sent once though every answer is lost', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        const order = orderOf(picture)
        rig.sim.faults.set('loseAnswer', { on: 'upload_file', times: 1 })
        expect((await rig.desk.send(thread, order, false)).kind).toBe('retry')
        rig.sim.faults.set('loseAnswer', { on: 'send_event', times: 1 })
        expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
        await value(rig.again().send(thread, order, true))
        expect(rig.sim.events(thread.id).filter(({ type }) => type === 'file')).toHaveLength(1)
        expect(heard(rig, thread).filter(({ kind }) => kind === 'said')).toEqual([])
      },
      { files: kept() },
    ))

  it.each([
    ['too large', kept({ bytes: new Uint8Array(10 * 1_048_576 + 1) })],
    ['a program', kept({ name: 'x.exe' })],
    ['gone', { read: async () => null }],
  ])('that is %s goes by its name', (_, files) =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        await value(rig.desk.send(thread, orderOf(picture), false))
        expect(last(rig, thread)).toMatchObject({ type: 'message', text: '[My screen]' })
      },
      { files },
    ),
  )

  it('goes by its name where nobody can read it', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      await value(rig.desk.send(thread, orderOf({ kind: 'text', text: 'see' }, picture), false))
      expect(last(rig, thread)).toMatchObject({ type: 'message', text: 'see\n[My screen]' })
      expect(rig.sim.requests.some(({ path }) => path.includes('upload_file'))).toBe(false)
    }))
})
