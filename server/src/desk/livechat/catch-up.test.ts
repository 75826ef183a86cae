import { plainText, textMessage } from '@baton/shared/message.ts'
import { describe, expect, it } from 'vitest'
import { allOf, heard, id, opened, openingOf, say, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'
import { oddAgentIds } from './live-rig.ts'

const words = (events: DeskEvent[]) =>
  events.flatMap((event) => (event.kind === 'said' && event.by.kind !== 'visitor' ? plainText(event.message) : []))
const reads = (rig: Rig) => rig.sim.requests.filter(({ path }) => /get_chat|list_threads/.test(path)).length

/** A chat whose threads an agent opened and closed, one line each. */
async function manyThreads(rig: Rig, count: number) {
  const { thread } = await opened(rig)
  for (let n = 0; n < count; n++) {
    rig.agent.says(thread.id, `line ${n}`)
    rig.agent.resolves(thread.id)
    rig.agent.reopens(thread.id)
  }
  return { thread, lines: Array.from({ length: count }, (_, n) => `line ${n}`) }
}

describe('a look', () => {
  it('costs one call, and tells what was told by it no more', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'one')
      const first = await value(rig.desk.catchUp(thread, null))
      expect(reads(rig)).toBe(1)
      expect(words(first.events)).toEqual(['one'])
      const second = await value(rig.desk.catchUp(thread, first.mark))
      expect(second.events).toEqual([])
      rig.agent.says(thread.id, 'two')
      expect(words((await value(rig.again().catchUp(thread, second.mark))).events)).toEqual(['two'])
      expect(reads(rig)).toBe(3)
    }))

  it.each(['shortPage', 'emptyLastPage', 'repeatingPage'] as const)('finds all threads behind %s', (fault) =>
    withLivechat(async (rig) => {
      const { thread, lines } = await manyThreads(rig, 25)
      rig.sim.faults.set(fault)
      const events = await allOf(rig.desk, thread)
      expect(words(events).filter((text) => text.startsWith('line'))).toHaveLength(25)
      expect(new Set(words(events))).toEqual(new Set(lines))
      expect(rig.breaches()).toEqual([])
    }),
  )

  it('goes on where it stopped when there are more than one call may bring', () =>
    withLivechat(async (rig) => {
      const { thread, lines } = await manyThreads(rig, 130)
      const first = await value(rig.desk.catchUp(thread, null))
      expect(first.more).toBe(true)
      const events = await allOf(rig.again(), thread, first.mark)
      expect(new Set([...words(first.events), ...words(events)])).toEqual(new Set(lines))
      const ids = [...first.events, ...events].map((event) => event.id)
      expect(new Set(ids).size).toBe(ids.length)
    }))

  it('of a later stay tells nothing of a former one', () =>
    withLivechat(async (rig) => {
      const first = await openingOf(rig)
      const before = await value(rig.desk.open(first, false))
      rig.agent.says(before.thread.id, 'former')
      await value(rig.desk.send(before.thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      const now = await value(rig.desk.open({ ...first, key: id(), conversation: id() }, false))
      rig.agent.says(now.thread.id, 'latter')
      expect(words(await allOf(rig.again(), now.thread))).toEqual(['latter'])
    }))

  it('tells ends, reopenings, and deletions with the ids that webhooks gave them', () =>
    withLivechat(async (rig) => {
      const { thread } = await manyThreads(rig, 2)
      rig.agent.says(thread.id, 'CANARY')
      const last = rig.written(thread.id).at(-1)?.id ?? ''
      const mark = (await value(rig.desk.catchUp(thread, null))).mark
      rig.sim.agent.remove(thread.id, last)
      const kinds = ['resolved', 'reopened', 'deleted']
      const ids = (events: DeskEvent[]) => events.filter(({ kind }) => kinds.includes(kind)).map((event) => event.id)
      const looked = await allOf(rig.again(), thread)
      expect(new Set(ids(looked))).toEqual(new Set(ids(heard(rig, thread))))
      expect(JSON.stringify(looked)).not.toContain('CANARY')
      expect(ids(await allOf(rig.again(), thread, mark))).toEqual([`deleted:${last}`])
    }))

  it.each([false, true])('finds an edit whose webhook was lost (another server looks: %s)', (other) =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.says(thread.id, 'wrong')
      rig.agent.says(thread.id, 'as it is')
      heard(rig, thread)
      const desk = () => (other ? rig.again() : rig.desk)
      const first = other ? await value(desk().catchUp(thread, null)) : { mark: null }
      const [wrong] = rig.written(thread.id).filter(({ text }) => text === 'wrong')
      const id = wrong?.id ?? ''
      rig.sim.agent.edit(thread.id, id, 'right')
      const looked = await value(desk().catchUp(thread, first.mark))
      const edits = (events: DeskEvent[]) => events.filter(({ kind }) => kind === 'edited')
      expect(edits(looked.events)).toMatchObject([{ target: id, message: { parts: [{ text: 'right' }] } }])
      // The webhook, should it come all the same, says the same.
      expect(edits(heard(rig, thread)).map((one) => one.id)).toEqual(edits(looked.events).map((one) => one.id))
      const second = await value(desk().catchUp(thread, looked.mark))
      expect(edits(second.events)).toEqual([])
      rig.sim.agent.edit(thread.id, id, 'better')
      expect(edits((await value(desk().catchUp(thread, second.mark))).events)).toMatchObject([{ target: id }])
    }),
  )

  it('finds a rating whose webhook was lost, once, with its id', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.visitor.rate(thread.id, 1, 'quick')
      const rated = (events: DeskEvent[]) => events.filter(({ kind }) => kind === 'rated')
      const looked = await value(rig.desk.catchUp(thread, null))
      expect(rated(looked.events)).toMatchObject([{ score: 5, comment: 'quick' }])
      expect(rated(looked.events).map((one) => one.id)).toEqual(rated(heard(rig, thread)).map((one) => one.id))
      expect(rated((await value(rig.desk.catchUp(thread, looked.mark))).events)).toEqual([])
    }))

  it('sees who has it, and never the supervisor', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.as('ben@example.com').supervise(thread.id)
      const level = async () => (await value(rig.desk.catchUp(thread, null))).state
      expect(await level()).toMatchObject({ open: true, agent: null })
      expect(heard(rig, thread).map((event) => event.kind)).not.toContain('joined')
      rig.agent.takes(thread.id)
      expect(await level()).toMatchObject({ agent: 'ann@example.com' })
    }))

  it('tells the place in the queue, once for each place', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const look = await value(rig.desk.catchUp(thread, null))
      expect(look.events.filter(({ kind }) => kind === 'queued')).toMatchObject([{ position: 1, wait: 90_000 }])
      rig.agent.takes(thread.id)
      const later = await value(rig.desk.catchUp(thread, look.mark))
      expect(later.events.filter(({ kind }) => kind === 'queued')).toEqual([])
    }))

  it('has a time that later changes are not older than', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const { state } = await value(rig.desk.catchUp(thread, null))
      rig.agent.resolves(thread.id)
      const end = heard(rig, thread).find((event) => event.kind === 'resolved')
      expect(state.at).toBeGreaterThanOrEqual(thread.openedAt)
      expect(end?.at).toBeGreaterThanOrEqual(state.at as number)
    }))

  it('at a chat that was erased says that it is gone', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.anonymize(thread.id)
      expect(await rig.desk.catchUp(thread, null)).toEqual({ kind: 'gone', why: 'deleted' })
    }))

  it.each(['uuidEvents', 'offsetTimes', 'recipientsEverywhere', 'namelessAgents'] as const)(
    'and webhooks agree under %s',
    (fault) =>
      withLivechat(async (rig) => {
        rig.sim.faults.set(fault)
        const { thread } = await opened(rig)
        rig.agent.says(thread.id, 'one')
        rig.agent.notes(thread.id, 'CANARY')
        const said = (events: DeskEvent[]) => events.filter(({ kind }) => kind === 'said')
        const looked = await allOf(rig.desk, thread)
        expect(said(heard(rig, thread))).toEqual(said(looked))
        expect(said(looked)).toMatchObject([{ audience: 'public' }, { audience: 'private' }])
        expect(JSON.stringify(looked)).not.toContain('CANARY')
      }),
  )
})

describe('a look in the customer’s eyes, where the token may read no chats', () => {
  const scopes = ['customers:own']

  it.each(oddAgentIds)('never takes an agent for the visitor, whatever their id looks like there (%s)', (hex) =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        for (const agent of rig.sim.agents) if (agent.id === rig.agent.id) agent.hex = hex
        rig.agent.says(thread.id, 'from the desk')
        rig.sim.visitor.say(thread.id, 'from the visitor')
        const said = (await allOf(rig.desk, thread)).filter(({ kind }) => kind === 'said')
        expect(said).toMatchObject([
          { by: { kind: 'bot' }, audience: 'public', message: textMessage('from the desk') },
          { by: { kind: 'visitor' }, audience: 'public', message: textMessage('from the visitor') },
        ])
      },
      { scopes },
    ),
  )

  it('tells what was said with the same ids, and not who has it', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.agent.says(thread.id, 'one')
        const { events, state } = await value(rig.desk.catchUp(thread, null))
        expect(words(events)).toEqual(['one'])
        const byHook = heard(rig, thread).find((event) => event.kind === 'said' && event.by.kind === 'agent')
        expect(events.find((event) => event.kind === 'said' && event.by.kind !== 'visitor')?.id).toBe(byHook?.id)
        expect(state).toMatchObject({ open: true, agent: undefined })
        rig.agent.resolves(thread.id)
        expect((await value(rig.desk.catchUp(thread, null))).state.open).toBe(false)
      },
      { scopes },
    ))

  it('tells no note, though LiveChat should show one', () =>
    withLivechat(
      async (rig) => {
        rig.sim.faults.set('leakNotes')
        const { thread } = await opened(rig)
        rig.agent.notes(thread.id, 'CANARY')
        await value(rig.desk.send(thread, say('a', null), false))
        expect(JSON.stringify(await allOf(rig.desk, thread))).not.toContain('CANARY')
      },
      { scopes },
    ))
})

it('what people do beside a reply reaches nobody', () =>
  withLivechat(async (rig) => {
    rig.sim.faults.set('whisperBesideReply')
    rig.sim.faults.set('unknownEvent')
    rig.sim.faults.set('supervisor')
    const { thread } = await opened(rig)
    rig.agent.says(thread.id, 'public')
    for (const events of [heard(rig, thread), await allOf(rig.desk, thread)]) {
      expect(JSON.stringify(events)).not.toMatch(/colleagues only|blue|supervising/)
      expect(words(events).filter((text) => text !== '')).toEqual(['public'])
    }
  }))

it('a storm of transfers is one transfer', () =>
  withLivechat(async (rig) => {
    const { thread } = await opened(rig)
    rig.agent.takes(thread.id)
    rig.sim.faults.set('transferStorm')
    rig.sim.agent.assign(thread.id, 'ben@example.com')
    const events = heard(rig, thread)
    expect(events.filter((event) => event.kind === 'transferred' && event.to === null)).toEqual([])
    expect(events.findLast((event) => event.kind === 'joined')).toMatchObject({ agent: 'ben@example.com' })
  }))
