import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Claim } from '../store.ts'
import {
  account,
  begun,
  delivery,
  idsOf,
  lease,
  type MakePlace,
  otherSite,
  owe,
  type Place,
  site,
  take,
  takeOne,
} from './place.ts'

const why = { code: 'http-400', detail: 'no such topic' }

export function deadLettersConformance(make: MakePlace): void {
  describe('dead letters', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('lets the lane go on when its first is buried, and shows it to the owner of its site', async () => {
      const id = await begun(place.store)
      const [one, two] = await owe(place.store, id, delivery('bot', { account }), delivery('bot'))
      expect(await place.store.outbox.bury(await takeOne(place.store), why)).toBe(true)
      expect(idsOf(await take(place.store))).toEqual([two])
      const task = { kind: 'say', target: 1 }
      const letter = { id: one, conversation: id, site, account, task, why, at: place.now(), attempts: 0 }
      expect(await place.store.outbox.buried(site)).toEqual([letter])
      expect(await place.store.outbox.buried(null)).toEqual([letter])
      expect(await place.store.outbox.buried(otherSite)).toEqual([])
    })

    it('sends a dead letter again before all that was made after it', async () => {
      const id = await begun(place.store)
      const [one, two, three] = await owe(place.store, id, delivery('bot'), delivery('bot'), delivery('bot'))
      for (const _ of [one, two]) await place.store.outbox.bury(await takeOne(place.store), why)
      expect(await place.store.outbox.again(two as never)).toBe(true)
      expect(await place.store.outbox.again(one as never)).toBe(true)
      expect(await place.store.outbox.again(one as never)).toBe(false)
      expect(await place.store.outbox.buried(null)).toEqual([])
      const order = []
      for (let n = 0; n < 3; n++) {
        const claim = await takeOne(place.store)
        order.push(claim.delivery.id)
        await place.store.outbox.settle(claim)
      }
      expect(order).toEqual([one, two, three])
    })

    it('does not send a dead letter again while another of its lane is in somebody’s hands', async () => {
      const id = await begun(place.store)
      const [one] = await owe(place.store, id, delivery('bot'), delivery('bot'))
      await place.store.outbox.bury(await takeOne(place.store), why)
      const held = await takeOne(place.store)
      await place.store.outbox.again(one as never)
      expect(await take(place.store)).toEqual([])
      await place.store.outbox.settle(held)
      expect(idsOf(await take(place.store))).toEqual([one])
    })

    it('goes on with a lane whose holder dies while a dead letter waits before it', async () => {
      const id = await begun(place.store)
      const [one, two] = await owe(place.store, id, delivery('bot'), delivery('bot'))
      for (const inherit of [() => place.pass(lease), () => place.store.outbox.inherit('dies')]) {
        await place.store.outbox.bury(await takeOne(place.store), why)
        await takeOne(place.store, 'dies')
        await place.store.outbox.again(one as never)
        await inherit()
        const claims = [await takeOne(place.store)]
        expect(idsOf(claims)).toEqual([one])
        await place.store.outbox.postpone(claims[0] as Claim, place.now(), why, { doubt: false })
      }
      for (const next of [one, two]) {
        const claim = await takeOne(place.store)
        expect(claim.delivery.id).toBe(next)
        await place.store.outbox.settle(claim)
      }
    })

    it('keeps the doubt and the tries of a dead letter, and fences its earlier claims', async () => {
      const id = await begun(place.store)
      const [one] = await owe(place.store, id, delivery('bot'))
      const early = await takeOne(place.store)
      await place.store.outbox.postpone(early, place.now(), why, { doubt: true })
      const buried = await takeOne(place.store)
      await place.store.outbox.bury(buried, why)
      await place.store.outbox.again(one as never)
      const claim = await takeOne(place.store)
      expect(claim).toMatchObject({ doubt: true, attempts: 1, doubts: 1, troubledAt: null, token: buried.token + 1 })
      for (const before of [early, buried]) expect(await place.store.outbox.settle(before as Claim)).toBe(false)
    })

    it('forgets a dead letter for good', async () => {
      const id = await begun(place.store)
      const [one] = await owe(place.store, id, delivery('bot'))
      await place.store.outbox.bury(await takeOne(place.store), why)
      expect(await place.store.outbox.forget(one as never)).toBe(true)
      expect(await place.store.outbox.forget(one as never)).toBe(false)
      expect(await place.store.outbox.again(one as never)).toBe(false)
      expect(await place.store.outbox.counts()).toMatchObject({ waiting: 0, buried: 0 })
    })
  })
}
