import { expect, it } from 'vitest'
import { withLivechat } from './conformance-rig.ts'

it('is as its group is, and costs a call a minute', () =>
  withLivechat(
    async (rig) => {
      expect(await rig.desk.availability()).toEqual({ kind: 'open' })
      const before = rig.sim.requests.length
      rig.sim.faults.set('groupsOffline')
      expect(await rig.desk.availability()).toEqual({ kind: 'open' })
      expect(rig.sim.requests).toHaveLength(before)
      expect(await rig.again().availability()).toEqual({ kind: 'closed' })
      rig.sim.faults.clear('groupsOffline')
      rig.sim.faults.set('nobodyFree')
      expect(await rig.again().availability()).toEqual({ kind: 'busy' })
      expect(rig.sim.customers).toHaveLength(1)
      expect(rig.sim.chats).toEqual([])
    },
    { routes: true },
  ))

it('is learned in the name of another customer of ours when LiveChat forgot the first', () =>
  withLivechat(
    async (rig) => {
      await rig.desk.availability()
      rig.sim.state.customers.length = 0
      rig.sim.revokeTokens('customers')
      expect(await rig.again().availability()).toEqual({ kind: 'open' })
      expect(rig.sim.customers).toHaveLength(1)
      // There is no other way to learn that somebody is gone.
      rig.sim.breaches.length = 0
    },
    { routes: true },
  ))

it('is unknown where nothing can be learned, and never keeps anybody waiting', () =>
  withLivechat(async (rig) => {
    expect(await rig.make({ group: 99 }).availability()).toEqual({ kind: 'unknown' })
    rig.sim.faults.set('hang')
    const began = Date.now()
    expect(await rig.again().availability()).toEqual({ kind: 'unknown', down: true })
    expect(Date.now() - began).toBeLessThan(4_000)
    rig.sim.faults.clear('hang')
    rig.break('tokenRefused')
    expect(await rig.again().availability()).toEqual({ kind: 'unknown', down: true })
  }))
