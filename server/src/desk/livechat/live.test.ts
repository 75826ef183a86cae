import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Passing } from '@baton/shared/timeline.ts'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { heard, opened, say, value } from '../conformance.ts'
import type { Thread } from '../desk.ts'
import { createAgentIds } from './agent-ids.ts'
import { withLivechat } from './conformance-rig.ts'
import { account, bot, customer, ear, place } from './hook-rig.ts'
import { createLiveEar } from './live-ear.ts'
import { handClock, here, known, socketsOf, soon, watched, watcher } from './live-rig.ts'

const typing = (on: boolean) => ({ kind: 'typing', by: 'agent', on })
describe('live signs', () => {
  it('are typing, thinking, what was read, and the place in the queue', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      await soon(() => expect(rig.sim.sockets).toHaveLength(1))
      rig.sim.as('Ben Brook').toGroup(thread.id, 3)
      await soon(() => expect(ear.events).toMatchObject([{ kind: 'queued', position: 1, wait: 90_000 }]))
      rig.agent.takes(thread.id)
      rig.sim.agent.typing(thread.id, true)
      rig.sim.agent.typing(thread.id, false)
      rig.sim.agent.thinking(thread.id, 'CANARY')
      await value(rig.desk.send(thread, say('hello', null), false))
      rig.sim.agent.seen(thread.id)
      await soon(() =>
        expect(ear.passings).toEqual([
          typing(true),
          typing(false),
          typing(true),
          { kind: 'seen', by: 'agent', upTo: expect.any(Number) },
        ]),
      )
      expect(JSON.stringify([ear.events, ear.passings])).not.toContain('CANARY')
      expect(rig.breaches()).toEqual([])
      ear.stop()
    }))

  it('of whispers and supervisors are none', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      rig.sim.faults.set('leakNotes')
      rig.sim.agent.note(thread.id, 'CANARY-note')
      rig.sim.as('Ben Brook').supervise(thread.id)
      rig.agent.says(thread.id, 'public')
      heard(rig, thread)
      rig.agent.says(thread.id, 'the end')
      await soon(() => expect(ear.said().length).toBeGreaterThan(0))
      expect(JSON.stringify([ear.events, ear.passings])).not.toMatch(/CANARY|supervis/)
      expect(ear.events.map(({ kind }) => kind)).not.toContain('joined')
      ear.stop()
    }))

  it('show half an answer of the desk’s bot, and of a person only that they write', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      await known(rig, thread)
      rig.agent.says(thread.id, 'second')
      await soon(() => expect(ear.said()).toHaveLength(1))
      rig.sim.agent.preview(thread.id, 'CANARY half a sent')
      await soon(() => expect(ear.passings).toEqual([typing(true)]))
      expect(JSON.stringify(ear.passings)).not.toContain('CANARY')

      const bot = 'b0'.repeat(16)
      const facts = { accountId: bot, jobTitle: '', avatar: null, role: 'normal' as const, maxChats: 6, bot: true }
      const status = 'not_accepting_chats' as const
      rig.sim.agents.push({ id: bot, hex: 'c1'.repeat(16), name: 'Botty', groups: [], status, ...facts })
      const botty = rig.sim.as('Botty')
      botty.preview(thread.id, 'nobody knows yet who')
      botty.reply(thread.id, 'I am a bot')
      await soon(() => expect(ear.passings).toEqual([typing(true), typing(true)]))
      heard(rig, thread)
      botty.preview(thread.id, 'Half an', 'answer-1')
      const message = { parts: [{ kind: 'text', text: 'Half an' }] }
      await soon(() => expect(ear.passings.at(-1)).toEqual({ kind: 'draft', by: 'bot', turn: 'answer-1', message }))
      ear.stop()
    }))

  it('of a bot’s half answer never name a picture to load, since only what is whole is kept', () => {
    const { hearing } = ear()
    const ids = createAgentIds()
    ids.toldThere('e', bot)
    ids.toldHere('e', bot)
    const passings: Passing[] = []
    const thread = { account, id: place.chat_id, visitor: { id: customer } } as unknown as Thread
    const live = { hearing: { ...hearing, keeps: () => true }, ids, clock: systemClock }
    const { hear } = createLiveEar(live, thread, { event: () => {}, passing: (one) => void passings.push(one) })
    const url = 'https://cdn.livechat-files.com/a.png'
    hear('incoming_event_preview', {
      ...place,
      event: { type: 'file', url, content_type: 'image/png', author_id: bot },
    })
    expect(passings).toMatchObject([{ kind: 'draft', message: { parts: [{ kind: 'link', url }] } }])
  })

  it('end with the visitor: the last watcher’s leaving closes the socket, a moment later', () =>
    withLivechat(
      async (rig) => {
        const { thread, ear } = await watched(rig)
        const second = watcher(rig.desk, thread)
        ear.stop()
        await known(rig, thread)
        expect(socketsOf(rig, thread)).toBe(1)
        second.stop()
        await here(rig, thread, 0)
        expect(rig.breaches()).toEqual([])
      },
      { live: { linger: 20 } },
    ))

  it('cost one login when a page loads anew', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        const { thread, ear } = await watched(rig)
        ear.stop()
        clock.turn(5_000)
        const again = watcher(rig.desk, thread)
        clock.turn(6_000)
        rig.sim.agent.typing(thread.id, true)
        await soon(() => expect(again.passings).toEqual([typing(true)]))
        expect(rig.sim.requests.filter(({ path }) => path.endsWith('/login'))).toHaveLength(1)
        again.stop()
      },
      { clock, simClock: false },
    )
  })
})

describe('a socket', () => {
  it.each(['', '/', '/v3.6/customer/rtm/ws'])(
    'is at the place that the owner wrote, with its path or without: …%s',
    (end) =>
      withLivechat(async (rig) => {
        const { thread, ear } = await watched(rig, rig.make({ rtmUrl: `${rig.sim.rtmUrl}${end}` }))
        await here(rig, thread)
        ear.stop()
      }),
  )

  it('of one visitor tells nothing of another', () =>
    withLivechat(async (rig) => {
      const mine = await watched(rig)
      const other = await opened(rig)
      rig.agent.says(other.thread.id, 'CANARY')
      await known(rig, mine.thread)
      rig.agent.says(mine.thread.id, 'mine')
      await soon(() => expect(mine.ear.said()).toHaveLength(1))
      expect(JSON.stringify(mine.ear.events)).not.toContain('CANARY')
      mine.ear.stop()
    }))

  it('is one of so many, and who waits for a place gets the next that is free', () =>
    withLivechat(
      async (rig) => {
        const first = await watched(rig)
        const second = await watched(rig)
        const { thread } = await opened(rig)
        const waiting = watcher(rig.desk, thread)
        expect(rig.sim.sockets).toHaveLength(2)
        first.ear.stop()
        await here(rig, first.thread, 0)
        await here(rig, thread)
        expect(rig.sim.sockets).toHaveLength(2)
        waiting.stop()
        second.ear.stop()
      },
      { live: { sockets: 2, linger: 1 } },
    ))

  it('stays open by pings that are no requests', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        const { thread, ear } = await watched(rig)
        const requests = rig.sim.requests.length
        let pongs = 0
        const count = () => void pongs++
        subscribe('undici:websocket:pong', count)
        for (let n = 1; n <= 8; n++) {
          clock.turn(15_100)
          await soon(() => expect(pongs).toBe(n))
        }
        unsubscribe('undici:websocket:pong', count)
        expect(rig.sim.requests).toHaveLength(requests)
        expect(rig.sim.sockets).toHaveLength(1)
        rig.sim.agent.typing(thread.id, true)
        await soon(() => expect(ear.passings).toEqual([typing(true)]))
        ear.stop()
      },
      { clock, simClock: false },
    )
  })
})
