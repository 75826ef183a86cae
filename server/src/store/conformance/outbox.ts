import type { Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Claim } from '../store.ts'
import {
  account,
  begun,
  decision,
  delivery,
  idsOf,
  lease,
  type MakePlace,
  newHandoff,
  origin,
  owe,
  type Place,
  said,
  saying,
  take,
  takeOne,
} from './place.ts'

const trouble = { code: 'timeout' }

export function outboxConformance(make: MakePlace): void {
  describe('outbox', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('hands out what was owed, as it was owed', async () => {
      const id = await begun(place.store)
      const owed = delivery('desk:support', { account, handoff: newHandoff() })
      await owe(place.store, id, owed)
      const claim = await takeOne(place.store)
      expect(claim).toEqual({
        delivery: owed,
        conversation: id,
        site: 'acme',
        token: 1,
        attempts: 0,
        doubts: 0,
        doubt: false,
        madeAt: place.now(),
        troubledAt: null,
        probe: null,
      })
    })

    it('does not hand out a delivery before its wait is over, and says when that is', async () => {
      const id = await begun(place.store)
      expect(await place.store.outbox.nextDue()).toBeNull()
      await owe(place.store, id, delivery('timer:wait', { wait: 5000 }))
      expect(await place.store.outbox.nextDue()).toBe(place.now() + 5000)
      await place.pass(4999)
      expect(await take(place.store)).toEqual([])
      await place.pass(1)
      expect(await take(place.store)).toHaveLength(1)
    })

    it('hands out only the first of a lane, and the next after it is settled', async () => {
      const id = await begun(place.store)
      const [one, two] = await owe(place.store, id, delivery('bot'), delivery('bot'))
      const [first, ...rest] = await take(place.store)
      expect([first?.delivery.id, rest]).toEqual([one, []])
      expect(await take(place.other)).toEqual([])
      expect(await place.store.outbox.settle(first as Claim)).toBe(true)
      expect(idsOf(await take(place.store))).toEqual([two])
    })

    it('lets a first that waits hold up its lane and no other', async () => {
      const id = await begun(place.store)
      const [, , other] = await owe(
        place.store,
        id,
        delivery('bot', { wait: 1000 }),
        delivery('bot'),
        delivery('availability'),
      )
      expect(idsOf(await take(place.store))).toEqual([other])
    })

    it('settles a claim together with the input that it caused', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'))
      const claim = await takeOne(place.store)
      const next = delivery('bot')
      const written = await place.store.log.write(
        id,
        { origin: origin(), settles: claim },
        decision({ events: [said('answer')], deliveries: [next] }),
      )
      expect(written).toMatchObject({ seq: 1 })
      expect(await place.store.outbox.settle(claim)).toBe(false)
      expect(idsOf(await take(place.store))).toEqual([next.id])
    })

    it('writes nothing when the claim was lost meanwhile', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'))
      const lost = await takeOne(place.store, 'dead')
      await place.pass(lease)
      const taken = await takeOne(place.other, 'alive')
      expect(await place.store.log.write(id, { origin: origin('late'), settles: lost }, saying('late'))).toBe(
        'lostClaim',
      )
      expect(await place.store.log.seqOf(id, origin('late'))).toBeNull()
      expect(await place.store.log.get(id)).toMatchObject({ seq: 0 })
      expect(await place.store.outbox.settle(taken)).toBe(true)
    })

    it('settles the claim also when the origin was known, and does not call that lost', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'), delivery('bot'))
      const claim = await takeOne(place.store)
      await place.store.log.write(id, { origin: origin('known') }, saying('x'))
      const again = { origin: origin('known'), settles: claim }
      expect(await place.store.log.write(id, again, saying('x'))).toMatchObject({ repeated: true })
      expect(await place.store.outbox.counts()).toMatchObject({ waiting: 1, claimed: 0 })
      expect(await place.store.log.write(id, again, saying('x'))).toMatchObject({ repeated: true })
      expect(await take(place.store)).toHaveLength(1)
    })

    it('takes over a claim in doubt when its lease is over, and fences the one who had it', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('desk:support', { account }))
      const before = await takeOne(place.store, 'dead')
      await place.pass(lease - 1000)
      expect(await take(place.other)).toEqual([])
      await place.pass(1000)
      const after = await takeOne(place.other)
      expect(after).toMatchObject({ doubt: true, attempts: 1, token: before.token + 1 })
      const { outbox } = place.store
      expect(await outbox.settle(before)).toBe(false)
      expect(await outbox.renew(before, lease)).toBe(false)
      expect(await outbox.bury(before, trouble)).toBe(false)
      expect(await outbox.postpone(before, place.now(), trouble, { doubt: false })).toBe(false)
      expect(await outbox.renew(after, lease)).toBe(true)
    })

    it('keeps a claim that is renewed', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'))
      const claim = await takeOne(place.store)
      for (let n = 0; n < 3; n++) {
        await place.pass(lease / 2)
        expect(await place.store.outbox.renew(claim, lease)).toBe(true)
      }
      expect(await take(place.other)).toEqual([])
      expect(await place.store.outbox.settle(claim)).toBe(true)
    })

    it('gives back what a dead owner held, in doubt, and leaves the others theirs', async () => {
      const [a, b] = [await begun(place.store), await begun(place.store)]
      await owe(place.store, a, delivery('bot'), delivery('bot'))
      const held = await takeOne(place.store, 'dead')
      await owe(place.store, b, delivery('bot'))
      await takeOne(place.other, 'alive')
      expect(await place.other.outbox.inherit('dead')).toBe(1)
      const [claim, ...rest] = await take(place.other)
      expect(claim).toMatchObject({ doubt: true, attempts: 1, delivery: held.delivery })
      expect(rest).toEqual([])
    })

    it('gives a postponed delivery back at its time, with what is known of it', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'), delivery('bot'))
      const first = await takeOne(place.store)
      const postpone = (claim: Claim, how: { doubt: boolean; free?: boolean }) =>
        place.store.outbox.postpone(claim, (place.now() + 100) as Time, trouble, how)
      expect(await postpone(first, { doubt: true })).toBe(true)
      expect(await postpone(first, { doubt: true })).toBe(false)
      expect(await take(place.store)).toEqual([])
      const troubledAt = place.now()
      await place.pass(100)
      const second = await takeOne(place.store)
      expect(second).toMatchObject({ delivery: first.delivery, attempts: 1, doubts: 1, doubt: true, troubledAt })
      await postpone(second, { doubt: false, free: true })
      await place.pass(100)
      expect(await takeOne(place.store)).toMatchObject({ attempts: 1, doubts: 1, doubt: false, troubledAt })
    })

    it('cancels what a stay owes and nobody holds, and frees the lanes behind it', async () => {
      const id = await begun(place.store)
      const [over, next] = [newHandoff(), newHandoff()]
      const held = delivery('look:x' as 'bot', { handoff: over })
      await owe(place.store, id, held)
      const claim = await takeOne(place.store)
      await owe(
        place.store,
        id,
        delivery('desk:support', { handoff: over }),
        delivery('desk:support', { handoff: over, wait: 1000 }),
        delivery('desk:support', { handoff: next }),
        delivery('look:x' as 'bot', { handoff: over }),
      )
      const close = delivery('desk:support', { handoff: over })
      await place.store.log.write(id, { origin: origin() }, decision({ cancel: [over], deliveries: [close] }))
      expect(await place.store.outbox.counts()).toMatchObject({ waiting: 2, claimed: 1 })
      const freed = await takeOne(place.store)
      expect(freed.delivery.handoff).toBe(next)
      await place.store.outbox.settle(freed)
      expect((await takeOne(place.store)).delivery.id).toBe(close.id)
      expect(await place.store.outbox.settle(claim)).toBe(true)
    })

    it('never gives one delivery to two servers that ask at the same time', async () => {
      for (let n = 0; n < 40; n++) await owe(place.store, await begun(place.store), delivery('bot'), delivery('bot'))
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, n) => take(n % 2 ? place.store : place.other, 5, 100, `owner${n}`)),
      )
      const ids = idsOf(claims.flat())
      expect(ids).toHaveLength(40)
      expect(new Set(ids).size).toBe(40)
    })

    it('leaves no lane standing when one server settles while another adds to it', async () => {
      const id = await begun(place.store)
      await owe(place.store, id, delivery('bot'))
      for (let round = 0; round < 40; round++) {
        const claim = await takeOne(place.store)
        await Promise.all([owe(place.other, id, delivery('bot')), place.store.outbox.settle(claim)])
      }
      expect(await take(place.store)).toHaveLength(1)
    })
  })
}
