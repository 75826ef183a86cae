import type { VisitorId } from '@baton/shared/ids.ts'
import { expect, it } from 'vitest'
import { settled, value } from '../conformance.ts'
import { withLivechat } from './conformance-rig.ts'

it('ten servers at once make one person of a visitor, and one customer', () =>
  withLivechat(async (rig) => {
    const visitor = rig.visitor()
    const all = await Promise.all(
      Array.from({ length: 10 }, () => {
        const desk = rig.again()
        return settled(() => desk.identify(visitor, null, false))
      }),
    )
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(rig.sim.customers).toHaveLength(1)
  }))

it('a lease that ran out leaves one person: who wrote it down first', () =>
  withLivechat(async (rig) => {
    const visitor = rig.visitor()
    /** As when each believes to be alone. */
    const careless = () => {
      const memory = rig.memoryOf()
      return rig.make({}, { memory: { ...memory, alone: async (_key, _lease, work) => await work() } })
    }
    const all = await Promise.all([careless(), careless()].map((desk) => value(desk.identify(visitor, null, false))))
    expect(all[0]).toEqual(all[1])
    expect(rig.people(visitor)).toBe(1)
  }))

it('what agents see of a visitor is a name and no e-mail address, which nobody has proven', () =>
  withLivechat(async (rig) => {
    await value(
      rig.desk.identify(
        { id: '0190-visitor-beef' as VisitorId, name: ' Vera\n V ', email: 'CANARY@example.com', language: 'de' },
        null,
        false,
      ),
    )
    expect(rig.sim.customers[0]).toMatchObject({
      name: 'Vera V',
      email: null,
      sessionFields: [{ 'Baton visitor': '0190-visitor-beef' }, { Language: 'de' }],
    })
    await value(rig.desk.identify({ id: '0190-visitor-cafe' as VisitorId }, null, false))
    expect(rig.sim.customers[1]?.name).toBe('Visitor cafe')
    expect(rig.breaches()).toEqual([])
  }))

it('a name that could not be told is told the next time', () =>
  withLivechat(async (rig) => {
    const visitor = { ...rig.visitor(), name: 'Vera' }
    rig.sim.faults.set('serverError', { on: 'update_customer', times: 1 })
    const first = await value(rig.desk.identify(visitor, null, false))
    expect(rig.sim.customers[0]?.name).toBeNull()
    expect(await value(rig.again().identify(visitor, first, false))).toEqual(first)
    expect(rig.sim.customers[0]?.name).toBe('Vera')
    const calls = rig.sim.requests.length
    await value(rig.again().identify(visitor, first, false))
    expect(rig.sim.requests).toHaveLength(calls)
  }))

it('a visitor is who they were when the memory was lost', () =>
  withLivechat(async (rig) => {
    const visitor = rig.visitor()
    const first = await value(rig.desk.identify(visitor, null, false))
    await rig.memory.remove(`entity:${visitor.id}`)
    expect(await value(rig.again().identify(visitor, first, false))).toEqual(first)
    expect(rig.sim.customers).toHaveLength(1)
  }))
