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
