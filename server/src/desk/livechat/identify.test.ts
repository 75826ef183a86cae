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

it('what agents see of a visitor is their name, e-mail, telephone and what the page says, each where LiveChat keeps it', () =>
  withLivechat(async (rig) => {
    await value(
      rig.desk.identify(
        {
          id: '0190-visitor-beef' as VisitorId,
          name: ' Vera\n V ',
          email: 'vera@example.com',
          phone: '+49 (30) 1234-567',
          language: 'de',
          attributes: { plan: 'gold', orders: 3, beta: true, '': 'x', __proto__: 'y', constructor: 'z' },
        },
        null,
        false,
      ),
    )
    expect(rig.sim.customers[0]).toMatchObject({
      name: 'Vera V',
      email: 'vera@example.com',
      phone: '+49301234567',
      sessionFields: [
        { 'Baton visitor': '0190-visitor-beef' },
        { Language: 'de' },
        { plan: 'gold' },
        { orders: '3' },
        { beta: 'true' },
      ],
    })
    await value(rig.desk.identify({ id: '0190-visitor-cafe' as VisitorId, email: 'nobody', phone: '12' }, null, false))
    expect(rig.sim.customers[1]).toMatchObject({
      name: 'Visitor cafe',
      email: null,
      phone: null,
      sessionFields: [{ 'Baton visitor': '0190-visitor-cafe' }, { Phone: '12' }],
    })
    expect(rig.breaches()).toEqual([])
  }))

it('what LiveChat does not take of a visitor is told in words, and what changed is told anew', () =>
  withLivechat(async (rig) => {
    const visitor = { ...rig.visitor(), name: 'Vera', email: 'vera@example.com', phone: '+4930123456' }
    const how = 'customer_session_fields_limit_reached'
    rig.sim.faults.set('refuse', { on: 'update_customer', how, times: 1 })
    const first = await value(rig.desk.identify(visitor, null, false))
    expect(rig.sim.customers[0]).toMatchObject({ name: 'Vera', email: null })
    expect(rig.sim.customers[0]?.sessionFields).toEqual([
      { 'Baton visitor': visitor.id },
      { 'E-mail': 'vera@example.com' },
      { Phone: '+4930123456' },
    ])
    const calls = rig.sim.requests.length
    await value(rig.again().identify(visitor, first, false))
    expect(rig.sim.requests).toHaveLength(calls)
    await value(rig.again().identify({ ...visitor, name: 'Vera Vale' }, first, false))
    expect(rig.sim.customers[0]).toMatchObject({ name: 'Vera Vale', email: 'vera@example.com' })
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
