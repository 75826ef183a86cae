import type { Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MakePlace, newVisitor, otherSite, type Place, site } from './place.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

export function sitesConformance(make: MakePlace): void {
  describe('sites and visitors', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('makes a version of what changed, and none of what is the same', async () => {
      const { sites } = place.store
      const first = await sites.apply(site, { a: 1, b: [{ c: null }] })
      expect(first).toEqual({ site, version: 1, appliedAt: place.now(), config: { a: 1, b: [{ c: null }] } })
      await place.pass(5)
      expect(await sites.apply(site, { b: [{ c: null }], a: 1 })).toEqual(first)
      const second = await place.other.sites.apply(site, { a: 2 })
      expect(second.version).toBe(2)
      const third = await sites.apply(site, { a: 1, b: [{ c: null }] })
      expect(third.version).toBe(3)
      const other = await sites.apply(otherSite, {})
      expect(await sites.newest()).toEqual([third, other])
      expect(await sites.version(site, 1)).toEqual(first)
      expect(await sites.version(site, 9)).toBeNull()
    })

    it('numbers versions without a hole when they are applied at the same time', async () => {
      const made = await Promise.all(
        Array.from({ length: 4 }, (_, n) => (n % 2 ? place.store : place.other).sites.apply(site, { n })),
      )
      expect(made.map((one) => one.version).sort()).toEqual([1, 2, 3, 4])
    })

    it('raises the revision with each version and each secret, and with nothing else', async () => {
      const { sites } = place.store
      const revisions = [await sites.revision()]
      const after = async (change: Promise<unknown>) => {
        await change
        revisions.push(await place.other.sites.revision())
      }
      await after(sites.apply(site, { a: 1 }))
      await after(sites.apply(site, { a: 1 }))
      await after(sites.setSecret('token', bytes(1)))
      await after(sites.removeSecret('token'))
      await after(sites.removeSecret('token'))
      expect(revisions.map((one) => one - (revisions[0] ?? 0))).toEqual([0, 1, 1, 2, 3, 3])
    })

    it('keeps secrets byte for byte', async () => {
      const { sites } = place.store
      await sites.setSecret('b', bytes(1))
      await sites.setSecret('a', bytes(0, 255, 10))
      await sites.setSecret('b', bytes(0, 2))
      expect(Uint8Array.from((await sites.secret('b')) ?? [])).toEqual(bytes(0, 2))
      expect(Uint8Array.from((await sites.secret('a')) ?? [])).toEqual(bytes(0, 255, 10))
      expect(await sites.secretNames()).toEqual(['a', 'b'])
      expect(await sites.removeSecret('a')).toBe(true)
      expect(await sites.secret('a')).toBeNull()
    })

    it('knows a visitor by the hash of their token, on their own site only', async () => {
      const { visitors } = place.store
      const id = newVisitor()
      const made = await visitors.mint(site, id, bytes(7, 7))
      expect(made).toEqual({ id, site, seenAt: place.now() })
      expect(await place.other.visitors.byToken(site, bytes(7, 7))).toEqual(made)
      expect(await visitors.byToken(otherSite, bytes(7, 7))).toBeNull()
      expect(await visitors.byToken(site, bytes(7))).toBeNull()
      const later = (place.now() + 1000) as Time
      await visitors.seen(id, later)
      await visitors.seen(id, place.now())
      expect(await visitors.get(id)).toEqual({ id, site, seenAt: later })
      expect(await visitors.get(newVisitor())).toBeNull()
    })

    it('refuses a second visitor with the same token', async () => {
      await place.store.visitors.mint(site, newVisitor(), bytes(1))
      await expect(place.store.visitors.mint(site, newVisitor(), bytes(1))).rejects.toThrow(/unique/i)
      await place.store.visitors.mint(otherSite, newVisitor(), bytes(1))
    })
  })
}
