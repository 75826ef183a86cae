import { manualClock } from '@baton/e2e/vendors/clock.ts'
import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../clock.ts'
import type { TicketId } from '../../conversation/ids.ts'
import { key, request, value } from '../conformance.ts'
import { withFreshdesk } from './freshdesk-rig.ts'

const start = Date.UTC(2026, 0, 5, 9)
const keyOf = (at: number): TicketId => {
  const hex = at.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001` as TicketId
}

describe('the look for a ticket in doubt', () => {
  it('finds it among hundreds of others, page by page, however short the pages are', () =>
    withFreshdesk(async (rig) => {
      const ticket = await value(rig.tickets.make(request(), false))
      for (let n = 0; n < 250; n += 1) rig.sim.foreign(`Another one ${n}`)
      expect(await value(rig.again().find(request()))).toEqual(ticket)
      expect(rig.sim.requests.filter(({ method }) => method === 'GET')).toHaveLength(3)
      for (let n = 0; n < 4; n += 1) await value(rig.tickets.make(request({ key: key(n + 1) }), false))
      rig.sim.faults.set('shortPage', { size: 60 })
      expect(await value(rig.again().find(request()))).toEqual(ticket)
      expect(rig.sim.breaches).toEqual([])
    }))

  it('is over when there are too many to look through, and says so instead of "it is not there"', () =>
    withFreshdesk(async (rig) => {
      for (let n = 0; n < 30; n += 1) rig.sim.foreign(`Another one ${n}`)
      rig.sim.faults.set('shortPage', { size: 2 })
      expect(await rig.tickets.find(request())).toMatchObject({ kind: 'retry', why: { code: 'too-many-tickets' } })
      expect(await rig.tickets.make(request(), true)).toMatchObject({ kind: 'retry' })
      expect(rig.sim.tickets).toHaveLength(30)
    }))

  it('looks back to before the request was made, not to the beginning of the help desk', async () => {
    const clock = manualClock(start)
    await withFreshdesk(
      async (rig) => {
        for (let n = 0; n < 300; n += 1) rig.sim.foreign(`Old ${n}`)
        clock.advance(90_000_000)
        // Older ones that were worked on since are listed too.
        for (const { id } of rig.sim.tickets) rig.sim.setStatus(id, 3)
        const asked = request({ key: keyOf(clock.now()) })
        const ticket = await value(rig.tickets.make(asked, false))
        expect(await value(rig.again().find(request({ key: keyOf(clock.now() + 1) })))).toBeNull()
        expect(rig.sim.requests.filter(({ method }) => method === 'GET')).toHaveLength(1)
        clock.advance(40 * 86_400_000)
        // Longer ago than the 30 days that are listed without updated_since.
        expect(await value(rig.again().find(asked))).toEqual(ticket)
        const other = request({ key: keyOf(clock.now()) })
        expect(await value(rig.again().find(other))).toBeNull()
        expect(rig.sim.requests.filter(({ method }) => method === 'GET')).toHaveLength(3)
      },
      { sim: { clock }, clock: ourClock(clock) },
    )
  })

  it('says only that it is not there now while the list lags', async () => {
    const clock = manualClock(start)
    await withFreshdesk(
      async (rig) => {
        rig.sim.faults.set('listLag', { ms: 4_000 })
        const asked = request({ key: keyOf(start) })
        rig.loseAnswer()
        await rig.tickets.make(asked, false)
        expect(await value(rig.again().find(asked))).toBeNull()
        clock.advance(5_000)
        expect(await value(rig.again().find(asked))).toMatchObject({ number: String(rig.sim.tickets[0]?.id) })
      },
      { sim: { clock }, clock: ourClock(clock) },
    )
  })

  it('finds nothing in what somebody else wrote', () =>
    withFreshdesk(async (rig) => {
      rig.sim.foreign(`about ${request().key}`)
      rig.sim.tickets[0]?.tags.push('baton', 'baton-check')
      expect(await value(rig.tickets.find(request()))).toBeNull()
    }))

  it('believes no page and no object in place of the list', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('portalPage')
      expect(await rig.tickets.find(request())).toMatchObject({ kind: 'retry', why: { code: 'not-json' } })
    }))
})

const ourClock = (clock: { now(): number }): Clock => ({ now: () => clock.now() as Time, after: () => () => {} })
