import type { Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { account, type MakePlace, newThread, otherAccount, type Place } from './place.ts'

export function inboxConformance(make: MakePlace): void {
  describe('inbox', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('keeps what came until it is done, the oldest first', async () => {
      const { inbox } = place.store
      const [mine, other] = [newThread(), newThread()]
      const rows = await inbox.add([
        { account, thread: mine, events: [{ said: 'one' }] },
        { account, thread: other, events: ['two'] },
      ])
      rows.push(...(await inbox.add([{ account, thread: mine, events: { three: null } }])))
      expect(rows.map((row) => row.events)).toEqual([[{ said: 'one' }], ['two'], { three: null }])
      expect(await place.other.inbox.waiting(10)).toEqual(rows)
      expect(await inbox.waiting(2)).toEqual(rows.slice(0, 2))
      expect(await inbox.waiting(10, { account, thread: mine })).toEqual([rows[0], rows[2]])
      expect(await inbox.waiting(10, { account: otherAccount, thread: mine })).toEqual([])
      await inbox.done([rows[0]?.id as number, rows[1]?.id as number, 999_999])
      expect(await inbox.waiting(10)).toEqual(rows.slice(2))
      expect(await inbox.add([])).toEqual([])
      await inbox.done([])
    })

    it('forgets what came before a time, and nothing later', async () => {
      const { inbox } = place.store
      await inbox.add([{ account, thread: newThread(), events: 1 }])
      await place.pass(1000)
      const [kept] = await inbox.add([{ account, thread: newThread(), events: 2 }])
      expect(await inbox.expire(place.now())).toBe(1)
      expect(await inbox.waiting(10)).toEqual([kept])
      expect(await inbox.expire((place.now() + 1) as Time)).toBe(1)
    })
  })
}
