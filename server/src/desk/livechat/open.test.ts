import type { ConversationId } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import type { ThreadId } from '../../conversation/ids.ts'
import type { Outgoing } from '../../outgoing.ts'
import { allOf, heard, id, line, opened, openingOf, settled, value } from '../conformance.ts'
import type { DeskEvent, DeskMemory } from '../desk.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'

const calls = (rig: Rig, action: string) => rig.sim.requests.filter(({ path }) => path.includes(`/action/${action}`))
const payloads = (rig: Rig, action: string) =>
  calls(rig, action).map(({ body }) => body as { chat: { [k: string]: unknown } })
/** Another stay of the same visitor. */
const next = (before: Awaited<ReturnType<typeof openingOf>>, more = {}) => ({
  ...before,
  key: id(),
  conversation: id<ConversationId>(),
  ...more,
})

describe('an opening', () => {
  it('looks which chat there is, starts one in its group and keeps bots out', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      expect(rig.sim.requests.map(({ path }) => path.replace(/.*action\/|\?.*/g, ''))).toEqual([
        '/v2/info',
        '/v2/customer/token',
        'update_customer',
        'list_chats',
        'start_chat',
      ])
      expect(payloads(rig, 'start_chat')[0]?.chat).toMatchObject({
        access: { group_ids: [3] },
        thread: { properties: { routing: { ignore_bots: true } } },
      })
      expect(thread).toMatchObject({ stretch: rig.sim.thread(thread.id).id })
    }))

  it('resumes the chat of a visitor who comes back, names the group again, and keeps their history', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      const again = await value(rig.again().open(next(first, { former: thread, known: [thread.id] }), false))
      expect(again.thread.id).toBe(thread.id)
      expect(again.thread.stretch).not.toBe(thread.stretch)
      expect(rig.sim.chats).toHaveLength(1)
      expect(payloads(rig, 'resume_chat')[0]?.chat).toMatchObject({
        id: thread.id,
        access: { group_ids: [3] },
        thread: { properties: { routing: { ignore_bots: true } } },
      })
      // Neither the resumption nor its context is news.
      const kinds = heard(rig, thread).map((event) => event.kind)
      expect(kinds).not.toContain('reopened')
      expect(kinds).not.toContain('said')
    }))

  it('says it in a chat that is active already', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      const second = await value(rig.desk.open(next(first, { transcript: [line('visitor', 'CANARY')] }), false))
      expect(second.thread).toMatchObject({ id: thread.id, stretch: thread.stretch })
      expect(rig.written(thread.id).filter(({ text }) => text.includes('CANARY'))).toHaveLength(1)
      expect(second.receipts.map((one) => one.id)).toEqual([rig.written(thread.id).at(-1)?.id])
    }))

  it.each([2, 5])('by %i servers at once ends in one chat', (servers) =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      const all = await Promise.all(
        Array.from({ length: servers }, () => {
          const desk = rig.again()
          return settled(() => desk.open(opening, false))
        }),
      )
      expect(rig.sim.chats).toHaveLength(1)
      expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1)
      expect(rig.written(all[0]?.thread.id ?? '').filter(({ by }) => by === 'visitor')).toHaveLength(1)
      expect(rig.breaches()).toEqual([])
    }),
  )

  it('of two stays of one visitor at once ends in one chat that holds both', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig, { transcript: [line('visitor', 'the one')] })
      const second = next(first, { transcript: [line('visitor', 'the other')] })
      const desk = rig.again()
      const both = await Promise.all([
        settled(() => rig.desk.open(first, false)),
        settled(() => desk.open(second, false)),
      ])
      expect(rig.sim.chats).toHaveLength(1)
      expect(both[0]?.thread.id).toBe(both[1]?.thread.id)
      const texts = rig
        .written(both[0]?.thread.id ?? '')
        .map(({ text }) => text)
        .join()
      expect(texts.match(/the one/g)).toHaveLength(1)
      expect(texts.match(/the other/g)).toHaveLength(1)
    }))

  it('by servers that know nothing of each other ends in one chat all the same', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      /** Everything but the visitor is forgotten. */
      const deaf = (memory: DeskMemory): DeskMemory => {
        const mine = new Map<string, { value: never; version: number }>()
        return {
          ...memory,
          get: async (key) =>
            key.startsWith('opening:') || key.startsWith('chat:') ? (mine.get(key) ?? null) : memory.get(key),
          async set(key, given, was) {
            if (!key.startsWith('opening:') && !key.startsWith('chat:')) return await memory.set(key, given, was)
            if ((mine.get(key)?.version ?? null) !== was) return false
            mine.set(key, { value: given as never, version: (was ?? 0) + 1 })
            return true
          },
        }
      }
      const desks = [1, 2].map(() => rig.make({}, { memory: deaf(rig.memoryOf()) }))
      const all = await Promise.all(desks.map((desk) => settled(() => desk.open(opening, false))))
      expect(rig.sim.chats).toHaveLength(1)
      expect(all[0]?.thread.id).toBe(all[1]?.thread.id)
      const written = rig.written(all[0]?.thread.id ?? '').filter(({ by }) => by === 'visitor')
      expect(written).toHaveLength(1)
    }))

  it.each(['reset', '500', 'hang'])('whose answer is lost (%s) is found by what it said, and not done again', (how) =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('loseAnswer', { on: 'start_chat', how, times: 1 })
      expect((await rig.desk.open(opening, false)).kind).toBe('unsure')
      const found = await value(rig.again().findOpening(opening))
      expect(found?.thread.id).toBe(rig.threads()[0])
      expect(await value(rig.again().open(opening, true))).toEqual(found)
      expect(calls(rig, 'start_chat')).toHaveLength(1)
    }),
  )

  it('whose answer is lost, and whose thread an agent ended since, is found and not resumed', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('loseAnswer', { on: 'start_chat', times: 1 })
      expect((await rig.desk.open(opening, false)).kind).toBe('unsure')
      const [chat = ''] = rig.threads()
      rig.agent.resolves(chat)
      const { thread } = await value(rig.again().open(opening, true))
      expect(thread).toMatchObject({ id: chat, stretch: rig.sim.thread(chat).id })
      expect(rig.sim.chat(chat).threads).toHaveLength(1)
    }))

  it('whose answer is lost while lists lag is not found, then ends in the same chat', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('loseAnswer', { on: 'start_chat', times: 1 })
      rig.sim.faults.set('listLag', { ms: 60_000 })
      expect((await rig.desk.open(opening, false)).kind).toBe('unsure')
      expect(await value(rig.again().findOpening(opening))).toBeNull()
      expect(await rig.again().open(opening, true)).toMatchObject({ kind: 'retry', scope: 'ours' })
      rig.sim.faults.clear('listLag')
      const { thread } = await value(rig.again().open(opening, true))
      expect(rig.threads()).toEqual([thread.id])
      expect(rig.written(thread.id).filter(({ by }) => by === 'visitor')).toHaveLength(1)
    }))

  it('that resumes while lists lag still knows the chat', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      rig.sim.faults.set('listLag', { ms: 60_000 })
      const again = await value(rig.again().open(next(first), false))
      expect(again.thread.id).toBe(thread.id)
      expect(rig.isOpen(thread.id)).toBe(true)
    }))

  it('that was cut off in the middle of an active chat says only what is missing', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      const long = next(first, { transcript: [line('bot', 'word '.repeat(8_000))] })
      let sent = 0
      const stop = rig.sim.watch(() => {
        if (rig.written(thread.id).length === 2 && sent++ === 0)
          rig.sim.faults.set('reset', { on: 'send_event', times: 1 })
      })
      expect((await rig.desk.open(long, false)).kind).not.toBe('done')
      stop()
      expect(await value(rig.again().findOpening(long))).toBeNull()
      const { receipts } = await value(rig.again().open(long, true))
      expect(receipts).toHaveLength(3)
      expect(rig.written(thread.id).filter(({ by }) => by === 'visitor')).toHaveLength(4)
    }))

  it('is not younger than what was said in it before its answer came', () => {
    let meanwhile = () => {}
    const through = (outgoing: Outgoing): Outgoing => ({
      async call(request) {
        const answer = await outgoing.call(request)
        if (!request.url.includes('start_chat') || answer.kind !== 'answered') return answer
        meanwhile()
        // It was slow, and says when it was given.
        const headers = new Headers(answer.headers)
        headers.set('date', new Date(Date.now() + 3_000).toUTCString())
        return { ...answer, headers }
      },
    })
    return withLivechat(
      async (rig) => {
        meanwhile = () => rig.agent.says(rig.sim.chats[0]?.id as ThreadId, 'a greeting')
        const { thread } = await opened(rig)
        const greeting = (events: DeskEvent[]) =>
          events.find((event) => event.kind === 'said' && event.by.kind === 'agent')
        expect(greeting(heard(rig, thread))?.at).toBeGreaterThanOrEqual(thread.openedAt)
        // Had its webhook been lost, a look would find it.
        expect(greeting(await allOf(rig.desk, thread))).toMatchObject({ message: textMessage('a greeting') })
      },
      { through },
    )
  })

  it('of somebody who was banned is gone, and nobody new is made of them', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      rig.sim.faults.set('banned')
      expect(await rig.desk.open(opening, false)).toEqual({ kind: 'gone', why: 'banned' })
      rig.sim.faults.clear('banned')
      expect((await settled(() => rig.desk.identify(opening.facts, null, false))).id).toBe(opening.visitor.id)
    }))

  it('of somebody who was erased makes them anew, once', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const { thread } = await value(rig.desk.open(first, false))
      await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      rig.sim.anonymize(thread.id)
      const again = next(first, { former: thread, known: [thread.id] })
      expect(await rig.desk.open(again, false)).toMatchObject({ kind: 'retry', after: 0 })
      const visitor = await settled(() => rig.desk.identify(first.facts, first.visitor, false))
      expect(visitor.id).not.toBe(first.visitor.id)
      const anew = await value(rig.desk.open({ ...again, visitor }, true))
      expect(anew.thread.id).not.toBe(thread.id)
    }))
})
