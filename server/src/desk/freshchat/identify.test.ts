import { describe, expect, it } from 'vitest'
import { settled, value } from '../conformance.ts'
import { hurriedClock, withFreshchat } from './conformance-rig.ts'

describe('identifying a visitor at Freshchat', () => {
  it('makes one user when the answer was lost and the search finds a new user only seconds later', () =>
    withFreshchat(
      async (rig) => {
        const visitor = rig.visitor()
        rig.sim.faults.set('searchLag', { ms: 500 })
        rig.loseAnswer('identify')
        expect((await rig.desk.identify(visitor, null, false)).kind).toBe('unsure')
        expect(await rig.again().identify(visitor, null, true)).toMatchObject({
          kind: 'unsure',
          why: { code: 'user-not-listed-yet' },
        })
        await settled(() => rig.again().identify(visitor, null, true))
        expect(rig.people(visitor)).toBe(1)
      },
      { clock: hurriedClock() },
    ))

  it('takes the oldest of several, and none who only resembles the visitor', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const others = [rig.visitor(), rig.visitor()]
      for (const other of others) await value(rig.desk.identify(other, null, false))
      rig.sim.faults.set('looseSearch')
      const mine = await value(rig.desk.identify(visitor, null, false))
      expect(rig.sim.users.find(({ id }) => id === mine.id)?.referenceId).toBe(visitor.id)
      const [first] = rig.sim.users.filter(({ referenceId }) => referenceId === visitor.id)
      rig.sim.users.push({
        ...structuredClone(first as NonNullable<typeof first>),
        id: 'a-younger-twin',
        at: new Date(Date.now() + 1_000).toISOString(),
      })
      await rig.memory.remove(`user:${visitor.id}`)
      expect((await value(rig.again().identify(visitor, null, false))).id).toBe(mine.id)
    }))

  it('looks again when Freshchat says that it knows the visitor', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const known = await value(rig.desk.identify(visitor, null, false))
      await rig.memory.remove(`user:${visitor.id}`)
      rig.sim.faults.set('conflictingUser')
      rig.sim.faults.set('searchLag', { ms: 600_000, times: 1 })
      expect(await value(rig.again().identify(visitor, null, false))).toEqual(known)
      expect(rig.people(visitor)).toBe(1)
    }))

  it('never looks for an e-mail address that somebody typed, nor sends it as theirs', () =>
    withFreshchat(async (rig) => {
      const owner = await rig.desk.identify(rig.visitor(), null, false)
      const [user] = rig.sim.users
      if (user) user.email = 'rich+1@example.com'
      const thief = await value(
        rig.desk.identify({ ...rig.visitor(), email: 'rich+1@example.com', phone: '+491' }, null, false),
      )
      expect(owner.kind === 'done' && owner.value.id).not.toBe(thief.id)
      expect(rig.sim.users.find(({ id }) => id === thief.id)).toMatchObject({ email: null, phone: null })
      expect(rig.sim.requests.map(({ path }) => path).join()).not.toContain('email')
    }))

  it('tells agents what was typed and what the page says, as properties that say so, in the same call', () =>
    withFreshchat(async (rig) => {
      const attributes = { plan: 'gold', 'Cart total (€)': 12.5, vip: true, empty: '' }
      const visitor = { ...rig.visitor(), email: 'vi@example.com', phone: '+491', attributes }
      await value(rig.desk.identify(visitor, null, false))
      expect(rig.sim.users[0]?.properties).toEqual([
        { name: 'email_as_typed', value: 'vi@example.com' },
        { name: 'phone_as_typed', value: '+491' },
        { name: 'plan', value: 'gold' },
        { name: 'Cart_total_', value: '12.5' },
        { name: 'vip', value: 'true' },
      ])
      expect(rig.sim.requests.map(({ method }) => method)).toEqual(['GET', 'POST'])
      expect(rig.breaches()).toEqual([])
    }))

  it('keeps them up to date, wipes nothing that others wrote, and takes away only what was its own', () =>
    withFreshchat(async (rig) => {
      const visitor = { ...rig.visitor(), attributes: { plan: 'free', cart: 3 } }
      const known = await value(rig.desk.identify(visitor, null, false))
      const user = rig.sim.users.find(({ id }) => id === known.id)
      user?.properties.push({ name: 'sales_rep', value: 'Olga' })
      const calls = rig.sim.requests.length
      await value(rig.again().identify(visitor, null, false))
      expect(rig.sim.requests.length).toBe(calls)
      for (const fault of [null, 'propertiesAsMap', 'emptyUserPut'] as const) {
        rig.sim.faults.clear()
        if (fault) rig.sim.faults.set(fault)
        const plan = `gold ${fault}`
        await value(rig.again().identify({ ...visitor, name: 'Vi', attributes: { plan } }, null, false))
        expect(user).toMatchObject({
          firstName: 'Vi',
          lastName: '',
          properties: [
            { name: 'sales_rep', value: 'Olga' },
            { name: 'plan', value: plan },
          ],
        })
      }
      expect(rig.breaches()).toEqual([])
    }))

  it('writes no properties where those that are there cannot be read', () =>
    withFreshchat(
      async (rig) => {
        const visitor = rig.visitor()
        await value(rig.desk.identify(visitor, null, false))
        rig.sim.users[0]?.properties.push({ name: 'rep', value: 'Olga' })
        await value(rig.again().identify({ ...visitor, attributes: { plan: 'gold' } }, null, false))
        expect(rig.sim.users[0]?.properties).toEqual([{ name: 'rep', value: 'Olga' }])
      },
      {
        through: (outgoing) => ({
          async call(request) {
            const answer = await outgoing.call(request)
            if (answer.kind !== 'answered' || request.method !== 'GET') return answer
            const odd = Buffer.from(answer.bytes)
              .toString()
              .replace(/"properties":\[.*?\]/, '"properties":[["rep","Olga"]]')
            return { ...answer, bytes: Buffer.from(odd) }
          },
        }),
      },
    ))

  it('takes the former user where Freshchat gives them back instead of making another', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const known = await value(rig.desk.identify(visitor, null, false))
      await rig.memory.remove(`user:${visitor.id}`)
      rig.sim.faults.set('mergingUser')
      rig.sim.faults.set('searchLag', { ms: 600_000, times: 1 })
      expect(await value(rig.again().identify(visitor, null, false))).toEqual(known)
      expect(rig.people(visitor)).toBe(1)
    }))

  it('leaves a name that an agent gave, until the visitor says another', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const known = await value(rig.desk.identify(visitor, null, false))
      const user = rig.sim.users.find(({ id }) => id === known.id)
      if (user) user.firstName = 'Mrs Visser (VIP)'
      await value(rig.again().identify({ ...visitor, attributes: { plan: 'gold' } }, null, false))
      expect(user?.firstName).toBe('Mrs Visser (VIP)')
      await value(rig.again().identify({ ...visitor, name: 'Vera' }, null, false))
      expect(user?.firstName).toBe('Vera')
    }))

  it('lets nobody wait for it: what cannot be told now is told the next time', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const known = await value(rig.desk.identify(visitor, null, false))
      const user = rig.sim.users.find(({ id }) => id === known.id)
      for (const fault of ['serverError', 'portalPage', 'reset', 'hang', 'loseAnswer', 'forbidden'] as const) {
        const named = { ...visitor, name: `Vi ${fault}` }
        rig.sim.faults.set(fault, { on: 'PUT /users/:id' })
        expect(await value(rig.again().identify(named, null, false)), fault).toEqual(known)
        rig.sim.faults.clear()
        await value(rig.again().identify(named, null, false))
        expect(user?.firstName, fault).toBe(named.name)
      }
    }))

  it('makes the visitor without what the page says when Freshchat refuses it', () =>
    withFreshchat(
      async (rig) => {
        const visitor = { ...rig.visitor(), attributes: { odd: 1 } }
        const known = await value(rig.desk.identify(visitor, null, false))
        expect(rig.sim.users).toMatchObject([{ id: known.id, properties: [] }])
        expect(await value(rig.again().identify(visitor, null, false))).toEqual(known)
      },
      {
        through: (outgoing) => ({
          async call(request) {
            if (!JSON.stringify(request.body ?? {}).includes('properties')) return await outgoing.call(request)
            const bytes = Buffer.from('{"code":400,"status":"INVALID_VALUE"}')
            return { kind: 'answered', status: 400, headers: new Headers(), bytes }
          },
        }),
      },
    ))

  it('gives agents the visitor’s name, and an honest one for who has none', () =>
    withFreshchat(async (rig) => {
      await value(rig.desk.identify({ ...rig.visitor(), name: ' Vi\u0000\n Visser ' }, null, false))
      const nameless = rig.visitor()
      await value(rig.desk.identify(nameless, null, false))
      expect(rig.sim.users.map(({ firstName }) => firstName)).toEqual(['Vi Visser', 'Visitor'])
      expect(rig.sim.users[1]?.lastName).toBe(
        nameless.id.slice(-4).replace('-', '') === '' ? null : nameless.id.replaceAll('-', '').slice(-4),
      )
    }))

  it('encodes what it asks for', () =>
    withFreshchat(async (rig) => {
      const visitor = { id: 'a+b&email=x%20é' as ReturnType<typeof rig.visitor>['id'] }
      const first = await value(rig.desk.identify(visitor, null, false))
      await rig.memory.remove(`user:${visitor.id}`)
      expect(await value(rig.again().identify(visitor, null, false))).toEqual(first)
      expect(rig.breaches()).toEqual([])
    }))

  it('asks nothing of Freshchat for a visitor whom it knows', () =>
    withFreshchat(async (rig) => {
      const visitor = rig.visitor()
      const known = await value(rig.desk.identify(visitor, null, false))
      const calls = rig.sim.requests.length
      expect(await value(rig.again().identify(visitor, known, true))).toEqual(known)
      expect(await value(rig.again().identify(visitor, null, true))).toEqual(known)
      expect(rig.sim.requests.length).toBe(calls)
    }))
})
