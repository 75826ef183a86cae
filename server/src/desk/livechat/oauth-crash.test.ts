import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../outgoing.ts'
import { value } from '../conformance.ts'
import type { DeskMemory } from '../desk.ts'
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
    // Somebody is at it, as far as anybody knows.
    expect(alive.ailing()).toBeNull()
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

describe('a server that dies at any step of a renewal', () => {
  /** Counts what the renewal does, and never comes back from the `n`th of it. */
  function dyingAt(n: number) {
    let count = 0
    const reached = Promise.withResolvers<'reached'>()
    const step = async (): Promise<void> => {
      count += 1
      if (count !== n) return
      reached.resolve('reached')
      await new Promise<never>(() => {})
    }
    const around = async <T>(work: () => Promise<T>): Promise<T> => {
      await step()
      const result = await work()
      await step()
      return result
    }
    const memory = (of: DeskMemory): DeskMemory => ({
      get: (key) => around(() => of.get(key)),
      set: (key, value, was) => around(() => of.set(key, value, was)),
      remove: (key) => around(() => of.remove(key)),
      alone: (key, lease, work) => of.alone(key, lease, () => around(work)),
    })
    const http = (of: Outgoing): Outgoing => ({ call: (request) => around(() => of.call(request)) })
    return { reached: reached.promise, memory, http }
  }

  it.each(['stays', 'oldLives'] as const)(
    'leaves the others what they need (the refresh token %s)',
    async (rotates) => {
      let steps = 0
      for (let n = 1; ; n++) {
        const rig = await oauthRig()
        await rig.consent()
        if (rotates === 'oldLives') rig.sim.faults.set('refreshRotates', { how: 'oldLives' })
        rig.clock.turn(9 * hours)
        const dying = dyingAt(n)
        const dead = rig.token({
          memory: dying.memory(rig.memoryOf(rig.account, 'dead')),
          http: dying.http(rig.http),
        })
        const outcome = await Promise.race([dead.get(), dying.reached])
        if (outcome !== 'reached') break
        steps = n
        rig.clock.turn(minute)
        const alive = await value(rig.token({ owner: 'alive' }).get())
        expect(await rig.works(alive), `died at step ${n}`).toBe(true)
        // And the next one has it as well, without another renewal.
        const renewals = rig.renewals()
        expect(await rig.works(await value(rig.token({ owner: 'third' }).get())), `died at step ${n}`).toBe(true)
        expect(rig.renewals()).toBe(renewals)
      }
      // The lease, the row, the call, and the row again, before and behind each.
      expect(steps).toBeGreaterThanOrEqual(8)
      console.info(`a server died at each of ${steps} steps of a renewal (the refresh token ${rotates})`)
    },
  )
})
