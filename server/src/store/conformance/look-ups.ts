import type { Seq } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Claim } from '../store.ts'
import {
  account,
  begun,
  decision,
  delivery,
  type MakePlace,
  newHandoff,
  newThread,
  opened,
  origin,
  owe,
  type Place,
  requested,
  saying,
  take,
} from './place.ts'

export function lookUpsConformance(make: MakePlace): void {
  describe('look-ups', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('finds what changed messages of a range later', async () => {
      const { log } = place.store
      const id = await begun(place.store)
      const edited = (target: number) => ({ kind: 'messageEdited', target: target as Seq, message: null }) as const
      await log.write(id, { origin: origin() }, saying('1', '2', '3'))
      await log.write(id, { origin: origin() }, decision({ events: [edited(2), edited(1), edited(3)] }))
      const found = await log.editsOf(id, { first: 1 as Seq, last: 2 as Seq })
      expect(found.map((event) => event.seq)).toEqual([4, 5])
      expect(found[0]).toMatchObject(edited(2))
    })

    it('finds the conversations of a thread, the newest stay first', async () => {
      const { log } = place.store
      const [first, second] = [await begun(place.store), await begun(place.store)]
      const thread = newThread()
      for (const id of [first, second, first]) {
        const handoff = newHandoff()
        await place.pass(1)
        await log.write(id, { origin: origin() }, decision({ events: [requested(handoff), opened(handoff, thread)] }))
      }
      expect(await log.conversationsOf(account, thread)).toEqual([first, second])
      expect(await log.conversationsOf(account, newThread())).toEqual([])
      expect(await log.conversationsOf('freshchat:else' as never, thread)).toEqual([])
    })

    it('lists stays under way, and not those that ended', async () => {
      const { log } = place.store
      const [open, over] = [await begun(place.store), await begun(place.store)]
      const [one, two] = [newHandoff(), newHandoff()]
      await log.write(open, { origin: origin() }, decision({ events: [requested(one)] }))
      await log.write(over, { origin: origin() }, decision({ events: [requested(two)] }))
      await log.write(
        over,
        { origin: origin() },
        decision({ events: [{ kind: 'handoffEnded', handoff: two, how: 'resolved', vendorAt: null }] }),
      )
      expect(await log.openHandoffs()).toEqual([{ id: open, handoff: one }])
    })

    it('tells which conversations changed since a mark, and goes on from the next', async () => {
      const { log } = place.store
      const [a, b] = [await begun(place.store), await begun(place.store)]
      expect((await log.changedSince(-1)).ids).toEqual([])
      // What happens elsewhere in the same cluster holds the mark back for a moment: then something is told twice.
      const quiet = (): Promise<number> =>
        vi.waitFor(
          async () => {
            const { mark } = await log.changedSince(-1)
            expect((await log.changedSince(mark)).ids).toEqual([])
            return mark
          },
          { timeout: 10_000 },
        )
      const first = await quiet()
      await place.other.log.write(b, { origin: origin() }, saying('news'))
      expect((await log.changedSince(first)).ids).toEqual([b])
      const second = await quiet()
      await log.write(a, { origin: origin() }, decision({}))
      expect((await log.changedSince(second)).ids).toEqual([a])
      expect((await log.changedSince(0)).ids.sort()).toEqual([a, b].sort())
    })

    it('counts what waits, is held and is buried', async () => {
      const id = await begun(place.store)
      expect(await place.store.outbox.counts()).toEqual({ waiting: 0, claimed: 0, buried: 0, oldest: null })
      const oldest = place.now()
      await owe(place.store, id, delivery('bot'), delivery('bot'), delivery('availability'))
      await place.pass(10)
      const [claim] = await take(place.store)
      await place.store.outbox.bury(claim as Claim, { code: 'timeout' })
      expect(await place.store.outbox.counts()).toEqual({ waiting: 1, claimed: 1, buried: 1, oldest })
    })

    it('lists messages to a desk that wait too long, the oldest first', async () => {
      const id = await begun(place.store)
      const handoff = newHandoff()
      const late = [delivery('desk:support', { account, handoff }), delivery('desk:support', { account, handoff })]
      await owe(place.store, id, ...late, delivery('timer:wait', { task: { kind: 'timer', name: 'wait', stint: 1 } }))
      await place.pass(1000)
      await owe(place.store, id, delivery('desk:support', { account, handoff }))
      const before = place.now()
      const found = await place.store.outbox.overdue(before, 10)
      expect(found).toEqual(
        late.map(({ id: one, task }) => ({
          ...{ id: one, conversation: id, handoff, task },
          ...{ madeAt: expect.any(Number), place: expect.any(Number) },
        })),
      )
      expect(await place.store.outbox.overdue(before, 10, found[0])).toEqual(found.slice(1))
      expect(await place.store.outbox.overdue(before, 1)).toHaveLength(1)
      await take(place.store)
      expect(await place.store.outbox.overdue(before, 10)).toHaveLength(1)
    })
  })
}
