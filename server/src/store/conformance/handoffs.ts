import type { ConversationId, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventBody } from '../../conversation/events.ts'
import type { HandoffId } from '../../conversation/ids.ts'
import {
  begun,
  decision,
  type MakePlace,
  newHandoff,
  origin,
  otherSite,
  type Place,
  requested,
  saying,
  site,
} from './place.ts'

export function handoffsConformance(make: MakePlace): void {
  describe('handoffs', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    const tell = (id: ConversationId, ...events: EventBody[]) =>
      place.store.log.write(id, { origin: origin() }, decision({ events }))
    const newest = (before = (place.now() + 1) as Time, limit = 100) => place.other.handoffs.newest(site, before, limit)
    const answered = (handoff: HandoffId): EventBody => ({
      ...{ kind: 'agentSaid', handoff, agent: 'ann' as never, message: textMessage('Hi') },
      ...{ vendorAt: 1 as Time, before: null },
    })

    it('are rows that follow each stay, in the commit that changes it', async () => {
      const id = await begun(place.store)
      const handoff = newHandoff()
      await tell(id, requested(handoff))
      const at = place.now()
      expect(await newest()).toMatchObject([
        { id: handoff, conversation: id, site, requestedAt: at, answeredAt: null, endedAt: null, outcome: null },
      ])
      await place.pass(5_000)
      await tell(id, answered(handoff))
      await place.pass(5_000)
      await tell(id, { kind: 'handoffEnded', handoff, how: 'resolved', vendorAt: null })
      await tell(id, { kind: 'handoffRated', handoff, by: 'visitor', score: 4, comment: 'quick' })
      expect(await newest()).toMatchObject([
        {
          ...{ id: handoff, requestedAt: at, answeredAt: at + 5_000, endedAt: at + 10_000, outcome: 'resolved' },
          rating: { score: 4, comment: 'quick' },
        },
      ])
      await tell(id, { kind: 'handoffResumed', handoff, vendorAt: null, deadline: 1 as Time })
      expect(await newest()).toMatchObject([{ outcome: null, endedAt: null, resumed: 1 }])
    })

    it('are not written with every message', async () => {
      const id = await begun(place.store)
      await tell(id, requested(newHandoff()))
      const before = await newest()
      await place.store.log.write(id, { origin: origin() }, saying('one', 'two'))
      expect(await newest()).toEqual(before)
    })

    it('come newest first, of one site, up to a limit, and on from a time', async () => {
      const made: HandoffId[] = []
      for (let n = 0; n < 3; n++) {
        const handoff = newHandoff()
        await tell(await begun(place.store), requested(handoff))
        made.push(handoff)
        await place.pass(1_000)
      }
      await tell(await begun(place.store, otherSite), requested(newHandoff()))
      const [first, second] = await newest(undefined, 2)
      expect([first?.id, second?.id]).toEqual([made[2], made[1]])
      expect((await newest(second?.requestedAt)).map(({ id }) => id)).toEqual([made[0]])
    })
  })
}
