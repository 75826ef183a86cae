import { describe, expect, it } from 'vitest'
import { heard, id, openingOf, value } from '../conformance.ts'
import { createAgentIds } from './agent-ids.ts'
import { withLivechat } from './conformance-rig.ts'
import { handClock, here, known, oddAgentIds, soon, watched, watcher } from './live-rig.ts'

describe('an event that comes both ways', () => {
  it('has one id, by whichever way it comes first', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      await known(rig, thread)
      rig.agent.says(thread.id, 'by both')
      await soon(() => expect(ear.said()).toHaveLength(1))
      const byHook = heard(rig, thread).findLast(({ kind }) => kind === 'said')
      // Of an agent whose ids are joined the push says the very same.
      expect(ear.said()[0]).toEqual(byHook)
      ear.stop()
    }))

  it('is left to its webhook as long as nobody knows whose it is, and told without it a little later', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        const { thread, ear } = await watched(rig)
        rig.agent.says(thread.id, 'its webhook is lost')
        rig.sim.agent.thinking(thread.id)
        await soon(() => expect(ear.passings).toHaveLength(1))
        expect(ear.events).toEqual([])
        clock.turn(3_100)
        await soon(() => expect(ear.said()).toMatchObject([{ by: { kind: 'bot' }, audience: 'public' }]))
        rig.agent.says(thread.id, 'its webhook comes')
        heard(rig, thread)
        rig.sim.agent.thinking(thread.id)
        await soon(() => expect(ear.passings).toHaveLength(2))
        clock.turn(3_100)
        rig.agent.says(thread.id, 'by both')
        await soon(() => expect(ear.said()).toHaveLength(2))
        expect(ear.said()[1]).toMatchObject({ by: { kind: 'agent', id: rig.agent.id } })
        ear.stop()
      },
      { clock },
    )
  })

  it.each(oddAgentIds)('is never the visitor’s own, whatever the agent’s id looks like there (%s)', (hex) => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        for (const agent of rig.sim.agents) if (agent.id === rig.agent.id) agent.hex = hex
        const { thread, ear } = await watched(rig)
        rig.agent.says(thread.id, 'its webhook is lost')
        rig.sim.agent.thinking(thread.id)
        await soon(() => expect(ear.passings).toHaveLength(1))
        expect(ear.events).toEqual([])
        clock.turn(3_100)
        await soon(() => expect(ear.said()).toMatchObject([{ by: { kind: 'bot' }, audience: 'public' }]))
        ear.stop()
      },
      { clock },
    )
  })

  it('is not told at all when it was deleted before anybody knew whose it is', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        const { thread, ear } = await watched(rig)
        rig.agent.says(thread.id, 'CANARY')
        rig.sim.agent.remove(thread.id, rig.written(thread.id).at(-1)?.id ?? '')
        await soon(() => expect(ear.events).toMatchObject([{ kind: 'deleted' }]))
        clock.turn(4_000)
        rig.sim.agent.thinking(thread.id)
        await soon(() => expect(ear.passings).toHaveLength(1))
        expect(JSON.stringify(ear.events)).not.toContain('CANARY')
        ear.stop()
      },
      { clock },
    )
  })

  it('is an edit, a deletion, a rating or an end with the id that its webhook has', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      await known(rig, thread)
      rig.agent.says(thread.id, 'wrong')
      rig.agent.says(thread.id, 'too much')
      const [wrong, tooMuch] = rig.written(thread.id).slice(-2)
      await soon(() => expect(ear.said()).toHaveLength(2))
      rig.sim.agent.edit(thread.id, wrong?.id ?? '', 'right')
      rig.sim.agent.remove(thread.id, tooMuch?.id ?? '')
      rig.sim.visitor.rate(thread.id, 1, 'quick')
      rig.agent.resolves(thread.id)
      await soon(() => expect(ear.events.at(-1)).toMatchObject({ kind: 'resolved', by: 'agent' }))
      const kinds = ['edited', 'deleted', 'rated', 'resolved']
      const ids = (events: { kind: string; id: string }[]) =>
        new Set(events.filter(({ kind }) => kinds.includes(kind)).map((event) => event.id))
      expect(ids(ear.events).size).toBe(4)
      expect(ids(ear.events)).toEqual(ids(heard(rig, thread)))
      ear.stop()
    }))

  it('that is pushed twice is told with one id', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      await known(rig, thread)
      rig.sim.faults.set('duplicatePush')
      rig.agent.says(thread.id, 'twice')
      rig.agent.resolves(thread.id)
      await soon(() => expect(ear.events.filter(({ kind }) => kind === 'resolved').length).toBeGreaterThan(1))
      expect(new Set(ear.said().map((event) => event.id)).size).toBe(1)
      expect(new Set(ear.events.flatMap(({ kind, id: one }) => (kind === 'resolved' ? one : []))).size).toBe(1)
      ear.stop()
    }))

  it('says that a thread began again, and nothing of its own context', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      const { thread } = await value(rig.desk.open(opening, false))
      const ear = watcher(rig.desk, thread)
      await here(rig, thread)
      rig.agent.resolves(thread.id)
      rig.agent.reopens(thread.id)
      const kinds = () => {
        const all = new Map(ear.events.map((event) => [event.id, event.kind]))
        return [...all.values()].filter((kind) => kind !== 'queued')
      }
      await soon(() => expect(kinds()).toEqual(['resolved', 'reopened']))
      await value(rig.desk.send(thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      await value(rig.desk.open({ ...opening, key: id(), conversation: id() }, false))
      rig.agent.resolves(thread.id)
      await soon(() => expect(kinds()).toEqual(['resolved', 'reopened', 'resolved', 'resolved']))
      ear.stop()
    }))
})

it('two ids are one agent only where one event has both', () => {
  const ids = createAgentIds()
  ids.toldHere('e1', 'hex')
  expect(ids.of('hex')).toBeNull()
  ids.toldThere('e2', 'ann@example.com')
  expect(ids.of('hex')).toBeNull()
  ids.toldThere('e1', 'ben@example.com')
  expect(ids.of('hex')).toBe('ben@example.com')
  ids.toldHere('e2', 'cafe')
  expect(ids.of('cafe')).toBe('ann@example.com')
})
