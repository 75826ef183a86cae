import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../outgoing.ts'
import { value } from '../conformance.ts'
import { readGrant } from './oauth-grant.ts'
import { oauthRig } from './oauth-rig.ts'

const hours = 3_600_000
const minute = 60_000

/** A renewal that takes longer than its lease: another server renews meanwhile. Gives what both have in the end. */
async function overtaken(rig: Awaited<ReturnType<typeof oauthRig>>, owner: string): Promise<string> {
  const reached = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const http: Outgoing = {
    async call(request) {
      reached.resolve()
      await go.promise
      return await rig.http.call(request)
    },
  }
  const slow = rig.token({ owner, http }).get()
  await reached.promise
  rig.clock.turn(minute)
  const theirs = await value(rig.token({ owner: 'fast' }).get())
  go.resolve()
  expect(await value(slow)).toBe(theirs)
  return theirs
}

describe('a server that dies in the middle of a renewal', () => {
  /** Never comes back from what it does at that point. */
  const dead = () => new Promise<never>(() => {})

  it.each(['before the call', 'before the write'])('%s leaves the others what they need', async (point) => {
    const rig = await oauthRig()
    await rig.consent()
    rig.clock.turn(9 * hours)
    const reached = Promise.withResolvers<void>()
    const http: Outgoing = {
      async call(request) {
        if (point === 'before the write') await rig.http.call(request)
        reached.resolve()
        return await dead()
      },
    }
    void rig.token({ owner: 'dead', http }).get()
    await reached.promise
    // The lease that it took with it ends by itself.
    rig.clock.turn(minute)
    expect(await rig.works(await value(rig.token({ owner: 'alive' }).get()))).toBe(true)
  })

  it('holds up the others only as long as its lease, and what they have lives on meanwhile', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    rig.clock.turn(7 * hours)
    const reached = Promise.withResolvers<void>()
    const http: Outgoing = {
      call() {
        reached.resolve()
        return dead()
      },
    }
    void rig.token({ owner: 'dead', http }).get()
    await reached.promise
    const alive = rig.token({ owner: 'alive' })
    expect(await value(alive.get())).toBe(access)
    rig.clock.turn(2 * hours)
    expect(await rig.works(await value(alive.get()))).toBe(true)
  })

  it('after it lost its lease writes nothing over what another has renewed', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.sim.faults.set('refreshRotates', { how: 'oldLives' })
    rig.clock.turn(9 * hours)
    const theirs = await overtaken(rig, 'slow')
    expect((await readGrant(rig.memory, rig.sim.clientId))?.grant?.access).toBe(theirs)
  })
})

describe('a server that comes too late', () => {
  it('is refused by LiveChat, and takes what another has renewed meanwhile', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.sim.faults.set('refreshRotates', { how: 'oldDies' })
    rig.clock.turn(9 * hours)
    const theirs = await overtaken(rig, 'late')
    expect(await rig.works(theirs)).toBe(true)
  })
})
