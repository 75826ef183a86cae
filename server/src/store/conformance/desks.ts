import type { Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { account, type MakePlace, newThread, otherAccount, type Place } from './place.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

export function desksConformance(make: MakePlace): void {
  describe('desks', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('lets one of those win who write a desk’s memory at the same time', async () => {
      const stores = [place.store, place.other, place.store, place.other]
      const first = await Promise.all(stores.map((store, n) => store.desks.set(account, 'user:1', bytes(n), null)))
      expect(first.filter(Boolean)).toHaveLength(1)
      const known = await place.store.desks.get(account, 'user:1')
      expect(known?.sealed[0]).toBe(first.indexOf(true))
      const was = known?.version as number
      const second = await Promise.all(stores.map((store, n) => store.desks.set(account, 'user:1', bytes(9, n), was)))
      expect(second.filter(Boolean)).toHaveLength(1)
      expect((await place.other.desks.get(account, 'user:1'))?.version).toBeGreaterThan(was)
      expect(await place.store.desks.get(otherAccount, 'user:1')).toBeNull()
    })

    it('takes no version from before a removal', async () => {
      const { desks } = place.store
      await desks.set(account, 'token', bytes(1), null)
      const was = (await desks.get(account, 'token'))?.version as number
      await desks.remove(account, 'token')
      expect(await desks.get(account, 'token')).toBeNull()
      expect(await desks.set(account, 'token', bytes(2), was)).toBe(false)
      await place.pass(1)
      expect(await desks.set(account, 'token', bytes(3), null)).toBe(true)
      expect(await desks.set(account, 'token', bytes(4), was)).toBe(false)
    })

    it('gives a lease to one owner at a time, and to the next when it is over or given back', async () => {
      const { desks } = place.store
      const taken = await Promise.all(
        ['a', 'b', 'c', 'd'].map((owner, n) => (n % 2 ? place.store : place.other).desks.lease('refresh', owner, 1000)),
      )
      expect(taken.filter(Boolean)).toHaveLength(1)
      const owner = ['a', 'b', 'c', 'd'][taken.findIndex(Boolean)] as string
      expect(await desks.lease('another', 'z', 1000)).toEqual({ token: 1 })
      expect(await desks.lease('refresh', owner, 60_000)).toEqual({ token: 2 })
      await desks.release('refresh', 'not the owner')
      expect(await desks.lease('refresh', 'z', 1000)).toBeNull()
      await desks.release('refresh', owner)
      expect(await desks.lease('refresh', 'z', 1000)).toEqual({ token: 3 })
      await place.pass(1000)
      expect(await desks.lease('refresh', 'y', 1000)).toEqual({ token: 4 })
    })

    it('remembers when a thread was last heard of and how far it was read', async () => {
      const { desks } = place.store
      const thread = newThread()
      expect(await desks.thread(account, thread)).toBeNull()
      await desks.heard(account, thread, 20 as Time)
      await desks.heard(account, thread, 10 as Time)
      await desks.setMark(account, thread, 'm1')
      expect(await place.other.desks.thread(account, thread)).toEqual({ heardAt: 20, mark: 'm1' })
      const unheard = newThread()
      await desks.setMark(account, unheard, 'm2')
      expect(await desks.thread(account, unheard)).toEqual({ heardAt: null, mark: 'm2' })
      await desks.heard(account, unheard, 5 as Time)
      expect(await desks.thread(account, unheard)).toEqual({ heardAt: 5, mark: 'm2' })
    })
  })
}
