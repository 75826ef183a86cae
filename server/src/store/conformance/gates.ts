import type { SiteId, Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  account,
  begun,
  delivery,
  lease,
  type MakePlace,
  otherAccount,
  otherSite,
  owe,
  type Place,
  take,
  takeOne,
} from './place.ts'

const why = { code: 'http-429' }
const sitesOf = (claims: { site: SiteId }[]): string =>
  claims
    .map((claim) => claim.site)
    .sort()
    .join(' ')

export function gatesConformance(make: MakePlace): void {
  describe('gates and turns', () => {
    let place: Place
    const later = (ms: number) => (place.now() + ms) as Time
    /** `count` conversations of the site that each owe the account one delivery. */
    async function owing(count: number, to: typeof account | null, site: SiteId = 'acme' as SiteId): Promise<void> {
      for (let n = 0; n < count; n++)
        await owe(place.store, await begun(place.store, site), delivery('desk:support', { account: to }))
    }
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('parks what goes to an account while its gate is closed, for all servers', async () => {
      await owing(2, account)
      await owing(1, otherAccount)
      await owing(1, null)
      await place.store.outbox.gate(account, later(1000), why)
      expect(await place.other.outbox.gates()).toEqual([{ account, until: later(1000), why }])
      const claims = await take(place.other)
      expect(claims.map((claim) => claim.delivery.account).sort()).toEqual([otherAccount, null].sort())
      for (const claim of claims) await place.other.outbox.settle(claim)
      expect(await place.store.outbox.nextDue()).toBe(later(1000))
      await place.pass(999)
      expect(await take(place.store)).toEqual([])
    })

    it('lets one probe of all servers and sites through when the time has come, until somebody says more', async () => {
      await owing(3, account)
      await owing(3, account, otherSite)
      await place.store.outbox.gate(account, later(1000), why)
      await place.pass(1000)
      const probes = await Promise.all([place.store, place.other, place.store, place.other].map((store) => take(store)))
      expect(probes.flat()).toHaveLength(1)
      expect(await take(place.store)).toEqual([])

      await place.store.outbox.gate(account, later(5000), why, probes.flat()[0]?.probe)
      await place.store.outbox.settle(probes.flat()[0] as never)
      expect(await take(place.store)).toEqual([])
      await place.pass(5000)
      expect(await take(place.store)).toHaveLength(1)

      await place.store.outbox.gate(account, null, why)
      expect(await place.store.outbox.gates()).toEqual([])
      expect(await take(place.other)).toHaveLength(4)
    })

    it('sends the next probe when the first one was never heard of again', async () => {
      await owing(2, account)
      await place.store.outbox.gate(account, later(0), why)
      await takeOne(place.store, 'dies')
      expect(await take(place.other)).toEqual([])
      await place.pass(lease)
      const [probe, ...more] = await take(place.other)
      expect(probe).toBeDefined()
      expect(more).toEqual([])
    })

    it('lets the next probe pass at once when one came back that found nothing, and opens for one that works', async () => {
      await owing(2, account)
      await place.store.outbox.gate(account, later(0), why)
      const probe = await takeOne(place.store)
      expect(probe.probe).toBe(later(lease))
      expect(await take(place.other)).toEqual([])
      await place.other.outbox.probed(probe, 'nothing')
      expect(await place.store.outbox.gates()).toEqual([{ account, until: place.now(), why }])
      const [next] = await take(place.other)
      await place.other.outbox.probed(next as never, 'works')
      expect(await place.store.outbox.gates()).toEqual([])
    })

    it('moves no gate for what was no probe', async () => {
      await owing(1, account)
      const claim = await takeOne(place.store)
      await place.store.outbox.gate(account, later(30_000), why)
      for (const found of ['nothing', 'works'] as const) await place.store.outbox.probed(claim, found)
      expect(await place.other.outbox.gates()).toEqual([{ account, until: later(30_000), why }])
    })

    it.each(['works', 'nothing', 'fails', 'is lost'] as const)(
      'keeps to the time that the account named while a probe was out, when that probe %s',
      async (found) => {
        await owing(2, account)
        await place.store.outbox.gate(account, later(0), why)
        const probe = await takeOne(place.store)
        // Less than the probe's lease, which it outlives.
        await place.other.outbox.gate(account, later(20_000), why)
        await place.pass(1_000)
        if (found === 'fails') await place.store.outbox.gate(account, later(1_000), why, probe.probe)
        else if (found !== 'is lost') await place.store.outbox.probed(probe, found)
        const left = found === 'is lost' ? lease : 20_000
        await place.pass(left - 1_001)
        expect(await take(place.other)).toEqual([])
        await place.pass(1)
        expect(await take(place.other)).toHaveLength(1)
      },
    )

    it('is opened by a probe that works after its lease, and not by one whose account asked for time since', async () => {
      await owing(3, account)
      await place.store.outbox.gate(account, later(0), why)
      const slow = await takeOne(place.store)
      await place.pass(lease)
      const next = (await take(place.other)).find(({ probe }) => probe !== null)
      expect(next?.probe).toBe(later(lease))
      await place.store.outbox.gate(account, later(5_000), why, next?.probe)
      await place.store.outbox.probed(slow, 'works')
      expect(await place.store.outbox.gates()).toEqual([{ account, until: later(5_000), why }])
      await place.pass(5_000)
      await place.store.outbox.probed(slow, 'works')
      expect(await place.store.outbox.gates()).toEqual([])
    })

    it('is closed for the longest that anybody asked for, but for no longer than a probe that failed asks for', async () => {
      await owing(1, account)
      await place.store.outbox.gate(account, later(2_000), why)
      await place.other.outbox.gate(account, later(500), { code: 'http-503' })
      expect(await place.store.outbox.gates()).toEqual([{ account, until: later(2_000), why: { code: 'http-503' } }])
      await place.pass(2_000)
      const probe = await takeOne(place.store)
      await place.store.outbox.gate(account, later(700), why, probe.probe)
      expect(await place.other.outbox.gates()).toEqual([{ account, until: later(700), why }])
    })

    it('keeps to the room of an account, counted over all servers', async () => {
      await owing(6, account)
      await owing(3, otherAccount)
      await owing(3, null)
      const claims = await take(place.store, 100, 2)
      const count = (to: string | null) => claims.filter((claim) => claim.delivery.account === to).length
      expect([count(account), count(otherAccount), count(null)]).toEqual([2, 2, 3])
      expect(await take(place.other, 100, 2)).toEqual([])
      expect(await take(place.other, 100, 3)).toHaveLength(2)
      await place.store.outbox.settle(claims.find((claim) => claim.delivery.account === account) as never)
      expect(await take(place.other, 100, 3)).toHaveLength(1)
    })

    it('keeps to the room of an account when servers ask at the same time', async () => {
      await owing(48, account)
      for (let round = 0; round < 12; round++) {
        const claims = await Promise.all(
          Array.from({ length: 8 }, (_, n) => take(n % 2 ? place.store : place.other, 3, 4, `o${n}`)),
        )
        expect(claims.flat()).toHaveLength(4)
        for (const claim of claims.flat()) await place.store.outbox.settle(claim)
      }
    })

    it('serves every site in turn, whoever owes the most', async () => {
      await owing(12, null, 'loud' as SiteId)
      await owing(2, null, 'calm' as SiteId)
      await owing(2, account, 'calm' as SiteId)
      await owing(1, null, 'shy' as SiteId)
      expect(sitesOf(await take(place.store, 3))).toBe('calm loud shy')
      expect(sitesOf(await take(place.store, 4))).toBe('calm calm loud loud')
      expect(sitesOf(await take(place.store, 2))).toBe('calm loud')
      expect(sitesOf(await take(place.store, 100))).toBe(Array(8).fill('loud').join(' '))
    })

    it('begins with the next site when fewer are asked for than there are sites', async () => {
      for (const site of ['a', 'b', 'c']) await owing(2, null, site as SiteId)
      const order = []
      for (let n = 0; n < 6; n++) order.push((await takeOne(place.store)).site)
      expect(order.join('')).toBe('abcabc')
    })

    it('hands out what is due first within a site', async () => {
      const id = await begun(place.store)
      const [late, soon] = await owe(
        place.store,
        id,
        delivery('bot', { wait: 20 }),
        delivery('availability', { wait: 10 }),
      )
      await place.pass(30)
      expect((await takeOne(place.store)).delivery.id).toBe(soon)
      expect((await takeOne(place.store)).delivery.id).toBe(late)
    })
  })
}
