/** vendors/livechat.md §9: what could not be found out without an account, and that Baton stands on neither answer. More are in traps.test.ts. */

import type { ConversationId } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { allOf, heard, id, line, opened, openingOf, say, value } from '../conformance.ts'
import type { DeskEvent } from '../desk.ts'
import { outcomeOf } from './answer.ts'
import { withLivechat } from './conformance-rig.ts'
import { agent, ear, hook, place, said, user } from './hook-rig.ts'
import { handClock, here, soon, watched } from './live-rig.ts'

const answer = (type: string) => ({
  ...{ kind: 'answered' as const, status: 422, headers: new Headers() },
  bytes: Buffer.from(JSON.stringify({ error: { type, message: '' } })),
})

describe('unknown', () => {
  it.each(['chat_limit_reached', 'chat_already_active', 'customer_session_fields_limit_reached'])(
    'U3: %s counts however it is spelt',
    (type) => {
      for (const spelt of [type, type.toUpperCase()])
        expect(outcomeOf(answer(spelt), 'create', 0 as never)).toMatchObject({ why: { code: type } })
    },
  )

  it('U9: the group is named at each beginning, whatever LiveChat would keep', () =>
    withLivechat(async (rig) => {
      const opening = await openingOf(rig)
      const { thread } = await value(rig.make({ group: 4 }).open(opening, false))
      rig.agent.resolves(thread.id)
      await value(rig.desk.open({ ...opening, key: id(), conversation: id<ConversationId>(), former: thread }, false))
      expect(rig.sim.chat(thread.id).groups).toEqual([3])
    }))

  it.each(['manual', 'assigned', 'something new', 7, undefined])(
    'U10: somebody who comes for the reason %j has come',
    (reason) => {
      const told = ear().read(hook('user_added_to_chat', { ...place, user: user(), reason })) as DeskEvent[]
      expect(told).toMatchObject([{ kind: 'joined', agent }])
      const left = ear().read(hook('user_removed_from_chat', { ...place, user_id: agent, reason })) as DeskEvent[]
      expect(left).toMatchObject([{ kind: 'left', agent }])
    },
  )

  it('U11: a token that dies with the next one is replaced, once, by each server', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const servers = [rig.desk, rig.again(), rig.again()]
      for (const desk of servers) await value(desk.send(thread, say('a', null), false))
      const minted = () => rig.sim.requests.filter(({ path }) => path.includes('customer/token')).length
      const before = minted()
      rig.sim.revokeTokens('customers')
      for (const desk of servers) await value(desk.send(thread, say('b', null), false))
      expect(minted() - before).toBe(1)
    }))

  it('U13, U17: a socket that stands asks for nothing but its login, and lives by frames of its own', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        const { thread, ear: watching } = await watched(rig)
        // Let in on both sides.
        rig.sim.agent.typing(thread.id, true)
        await soon(() => expect(watching.passings).toHaveLength(1))
        for (let n = 1; n < 7; n++) {
          clock.turn(15_100)
          rig.sim.agent.typing(thread.id, n % 2 === 0)
          await soon(() => expect(watching.passings).toHaveLength(n + 1))
        }
        await here(rig, thread)
        expect(rig.sim.requests.filter(({ method }) => method === 'RTM')).toHaveLength(1)
        watching.stop()
      },
      { clock, simClock: false },
    )
  })

  it('U14: no version but the one in force is ever asked for', () =>
    withLivechat(async (rig) => {
      const { thread, ear: watching } = await watched(rig)
      await Array.fromAsync(rig.desk.check('read'))
      await allOf(rig.desk, thread)
      watching.stop()
      const versions = rig.sim.requests.flatMap(
        ({ path }) => /^\/(v[\d.]+)\/\w+\/(?:action|rtm)\//.exec(path)?.[1] ?? [],
      )
      expect(new Set(versions)).toEqual(new Set(['v3.6']))
    }))

  it('U16: what LiveChat may not take is never sent: nothing empty, nothing over 16 KB, and few first events', () =>
    withLivechat(async (rig) => {
      const transcript = Array.from({ length: 60 }, (_, n) => line('visitor', `${n} ${'é한🙂 '.repeat(200)}`))
      const { thread } = await opened(rig, { transcript })
      expect((await rig.desk.send(thread, say('\u0000 \n', null), false)).kind).toBe('refused')
      await value(rig.desk.send(thread, say('🙂'.repeat(8_000), null), false))
      for (const { text } of rig.sim.events(thread.id)) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16_384)
      expect(rig.breaches()).toEqual([])
    }))

  it('U18: one webhook_id says nothing: the same news by two is one, two by one are two', () => {
    const { read } = ear()
    const ids = [
      { ...said(), webhook_id: 'w-1' },
      { ...said(), webhook_id: 'w-2' },
      { ...said({ id: 'K600PKZON8_4' }), webhook_id: 'w-1' },
    ].map((body) => (read(body) as DeskEvent[])[0]?.id)
    expect(ids).toEqual(['K600PKZON8_3', 'K600PKZON8_3', 'K600PKZON8_4'])
  })

  it('U4: a notice that has no author is heard where it comes, and not missed where it does not', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.agent.resolves(thread.id)
      const ends = (events: DeskEvent[]) => new Set(events.flatMap((one) => (one.kind === 'resolved' ? [one.id] : [])))
      const without = rig
        .hooks()
        .filter(({ raw }) => !Buffer.from(raw).toString().includes('system_message'))
        .flatMap((one) => rig.desk.read(one) as DeskEvent[])
      expect(ends(without)).toEqual(ends(heard(rig, thread)))
      expect(ends(without).size).toBe(1)
    }))
})
