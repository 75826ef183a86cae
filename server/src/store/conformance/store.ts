import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadLettersConformance } from './dead-letters.ts'
import { desksConformance } from './desks.ts'
import { filesConformance } from './files.ts'
import { gatesConformance } from './gates.ts'
import { handoffsConformance } from './handoffs.ts'
import { inboxConformance } from './inbox.ts'
import { lanesConformance } from './lanes.ts'
import { logConformance } from './log.ts'
import { lookUpsConformance } from './look-ups.ts'
import { outboxConformance } from './outbox.ts'
import { begun, type MakePlace, origin, type Place, saying } from './place.ts'
import { sitesConformance } from './sites.ts'

/** What every engine has to keep. An engine's own test calls it and adds its quirks. */
export function storeConformance(make: MakePlace): void {
  logConformance(make)
  lookUpsConformance(make)
  outboxConformance(make)
  lanesConformance(make)
  deadLettersConformance(make)
  gatesConformance(make)
  inboxConformance(make)
  handoffsConformance(make)
  sitesConformance(make)
  desksConformance(make)
  filesConformance(make)

  describe('store', () => {
    let place: Place
    beforeEach(async () => {
      place = await make()
    })
    afterEach(() => place.close())

    it('has one generation, whoever opens it', () => {
      expect(place.store.generation).toMatch(/^[0-9a-z]{16}$/)
      expect(place.other.generation).toBe(place.store.generation)
    })

    it('can be probed, and refuses everything once it is closed', async () => {
      await place.store.probe()
      const id = await begun(place.store)
      const last = place.store.log.write(id, { origin: origin() }, saying('the last word'))
      await place.store.close()
      await place.store.close()
      expect(await last).toMatchObject({ seq: 1 })
      await expect(place.store.probe()).rejects.toThrow('closed')
      await expect(place.store.log.get(id)).rejects.toThrow('closed')
      await expect(place.store.outbox.counts()).rejects.toMatchObject({ busy: false })
    })
  })
}
