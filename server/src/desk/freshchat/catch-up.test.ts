import { plainText } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { allOf, opened, say, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { hurriedClock, withFreshchat } from './conformance-rig.ts'

const words = (events: DeskEvent[]) =>
  events.flatMap((event) =>
    event.kind === 'said' && event.audience === 'public' && event.by.kind === 'agent' ? plainText(event.message) : [],
  )

describe('catching up with Freshchat', () => {
  it('tells nothing again when nothing happened, and costs two calls', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'a')
      const first = await value(rig.desk.catchUp(thread, null))
      const calls = rig.sim.requests.length
      const second = await value(rig.desk.catchUp(thread, first.mark))
      expect(second).toMatchObject({ events: [], more: false })
      expect(rig.sim.requests.length - calls).toBe(2)
    }))

  it('misses nothing whichever way the vendor’s bound leans, and however its pages are cut', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'a')
      const { mark } = await value(rig.desk.catchUp(thread, null))
      for (const text of ['b', 'c', 'd', 'e', 'f']) rig.agent.says(thread.id, text)
      for (const faults of [
        [],
        ['exclusiveFromTime'],
        ['shortPage'],
        ['shortPage', 'repeatingLink'],
        ['shortPage', 'emptyLastPage'],
      ] as const) {
        for (const fault of faults) rig.sim.faults.set(fault)
        expect(words((await value(rig.desk.catchUp(thread, mark))).events), faults.join()).toEqual([
          'b',
          'c',
          'd',
          'e',
          'f',
        ])
        expect(words((await value(rig.desk.catchUp(thread, null))).events), faults.join()).toEqual([
          'a',
          'b',
          'c',
          'd',
          'e',
          'f',
        ])
        rig.sim.faults.clear()
      }
      expect(rig.breaches()).toEqual([])
    }))

  it('brings a message that was listed late, though a younger one was told already', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'listed late')
      rig.agent.says(thread.id, 'listed at once')
      const [late] = rig.sim.conversation(thread.id).messages.splice(-2, 1)
      const first = await value(rig.desk.catchUp(thread, null))
      expect(words(first.events)).toEqual(['listed at once'])
      if (late) rig.sim.conversation(thread.id).messages.splice(-1, 0, late)
      expect(words((await value(rig.desk.catchUp(thread, first.mark))).events)).toEqual(['listed late'])
    }))

  it('says that there is more when one call is not enough, and brings the rest', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('shortPage', { size: 2 })
      const texts = Array.from({ length: 100 }, (_, n) => `m ${n}`)
      for (const text of texts) rig.agent.says(thread.id, text)
      const first = await value(rig.desk.catchUp(thread, null))
      expect(first.more).toBe(true)
      const rest = await allOf(rig.again(), thread, first.mark)
      expect(words([...first.events, ...rest]).toSorted()).toEqual(texts.toSorted())
    }))

  it('tells what was missed in its order in one call, also where pages are short', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('shortPage', { size: 7 })
      const texts = Array.from({ length: 130 }, (_, n) => `m ${n}`)
      for (const text of texts) rig.agent.says(thread.id, text)
      const { events, more } = await value(rig.desk.catchUp(thread, null))
      expect(more).toBe(false)
      expect(words(events)).toEqual(texts)
    }))

  it('leaves the rest of a slow list to the next call, while a look for a lost answer must see all of it', () =>
    withFreshchat(
      async (rig) => {
        const { thread } = await opened(rig)
        for (let n = 0; n < 12; n++) rig.agent.says(thread.id, `m ${n}`)
        rig.sim.faults.set('latency', { ms: 300 })
        rig.sim.faults.set('shortPage', { size: 1 })
        const first = await value(rig.desk.catchUp(thread, null))
        expect([first.more, words(first.events).at(-1)]).toEqual([true, 'm 11'])
        expect(await rig.desk.find(thread, say('ok', null))).toMatchObject({
          kind: 'retry',
          why: { code: 'slow-list' },
        })
      },
      { clock: hurriedClock() },
    ))

  it('begins anew with a mark that it cannot read', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'a')
      for (const mark of ['', 'nonsense', '{}', '{"to":"x"}', 'null'])
        expect(words((await value(rig.desk.catchUp(thread, mark))).events)).toEqual(['a'])
    }))

  it('does not say that nobody has it where the answer only leaves that out', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('sparseConversation')
      const state = async () => (await value(rig.desk.catchUp(thread, null))).state
      expect(await state()).toMatchObject({ open: true, agent: null })
      rig.agent.takes(thread.id)
      expect(await state()).toMatchObject({ open: true, agent: undefined })
      rig.agent.says(thread.id, 'here I am')
      // Who wrote last need not be who has it.
      expect(await state()).toMatchObject({ open: true, agent: undefined })
      expect((await state()).at).toBeGreaterThan(0)
      rig.agent.resolves(thread.id)
      expect(await state()).toMatchObject({ open: false })
    }))

  it('knows open from ended by the status words of every generation', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      const conversation = rig.sim.conversation(thread.id)
      for (const [word, open] of [
        ['new', true],
        ['assigned', true],
        ['reopened', true],
        ['reopen', true],
        ['waiting on customer', true],
        ['WAITING_ON_INTERNAL_TEAM', true],
        ['something new', true],
        ['resolved', false],
        ['RESOLVED', false],
        ['closed', false],
      ] as const) {
        conversation.status = word as typeof conversation.status
        expect((await value(rig.desk.catchUp(thread, null))).state.open, word).toBe(open)
      }
    }))

  it('lets nothing private, of the system or of nobody through, with every odd habit switched on', () =>
    withFreshchat(async (rig) => {
      for (const generation of ['2020', '2021', '2022'] as const) {
        rig.sim.setGeneration(generation)
        const { thread } = await opened(rig)
        for (const fault of [
          'noteBesideReply',
          'dotBesideReply',
          'noticeAsAgent',
          'metaAsText',
          'noActor',
          'noMessageType',
          'numericIds',
          'unknownPart',
          'unknownAction',
          'foreignTraffic',
        ] as const)
          rig.sim.faults.set(fault)
        rig.agent.takes(thread.id)
        rig.agent.says(thread.id, 'public words')
        rig.agent.notes(thread.id, 'CANARY note')
        rig.sim.systemSays(thread.id, 'CANARY system')
        rig.agent.resolves(thread.id)
        rig.agent.reopens(thread.id)
        await rig.sim.quiet()
        rig.sim.faults.clear()
        const byHook = rig.hooks().flatMap((hook): DeskEvent[] => {
          const events = rig.desk.read(hook)
          return events === 'forged' ? expect.unreachable('a true webhook') : events
        })
        const byLook = await allOf(rig.desk, thread)
        expect(JSON.stringify([byHook, byLook])).not.toMatch(/CANARY|colleagues only|Conversation was|"\."/)
        expect(words(byHook.filter((event) => event.thread === thread.id))).toEqual(['public words'])
        expect(words(byLook)).toEqual(['public words'])
      }
    }))

  it('tells what the visitor writes in another place, with the id by which it is known', () =>
    withFreshchat(async (rig) => {
      const { thread } = await opened(rig)
      await value(rig.desk.send(thread, say('from here', null), false))
      const there = rig.sim.visitor.say(thread.id, 'from my phone')
      const said = (await allOf(rig.desk, thread)).find((event) => event.id === there.id)
      expect(said).toMatchObject({
        kind: 'said',
        by: { kind: 'visitor', id: thread.visitor.id },
        message: { parts: [{ text: 'from my phone' }] },
      })
    }))
})
