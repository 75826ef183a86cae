import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { value } from '../conformance.ts'
import { withFreshchat } from './conformance-rig.ts'

const handTurned = () => {
  let now = Date.parse('2026-01-05T09:00:00Z')
  return { clock: { now: () => now as Time, after: () => () => {} }, turn: (ms: number) => (now += ms) }
}

describe('an agent of Freshchat', () => {
  it('is asked for once in half an hour, and by many at once only once', () => {
    const { clock, turn } = handTurned()
    return withFreshchat(
      async (rig) => {
        const asked = () => rig.sim.requests.filter(({ path }) => path.includes(`/agents/${rig.agent.id}`)).length
        await Promise.all([value(rig.desk.agent(rig.agent.id)), value(rig.desk.agent(rig.agent.id))])
        turn(29 * 60_000)
        await value(rig.desk.agent(rig.agent.id))
        expect(asked()).toBe(1)
        turn(2 * 60_000)
        await value(rig.desk.agent(rig.agent.id))
        expect(asked()).toBe(2)
      },
      { clock },
    )
  })

  it('that is not there is asked for again after five minutes, and after trouble at once', () => {
    const { clock, turn } = handTurned()
    return withFreshchat(
      async (rig) => {
        rig.sim.faults.set('serverError', { times: 1 })
        expect((await rig.desk.agent(rig.agent.id)).kind).toBe('retry')
        rig.sim.faults.set('agentGone')
        expect((await rig.desk.agent(rig.agent.id)).kind).toBe('refused')
        rig.sim.faults.clear()
        turn(4 * 60_000)
        expect((await rig.desk.agent(rig.agent.id)).kind).toBe('refused')
        turn(2 * 60_000)
        expect((await rig.desk.agent(rig.agent.id)).kind).toBe('done')
      },
      { clock },
    )
  })

  it('without a name, or with an e-mail address for one, has none', () =>
    withFreshchat(async (rig) => {
      const [ann, ben] = rig.sim.agents
      if (ann) Object.assign(ann, { firstName: '', lastName: ' ' })
      if (ben) Object.assign(ben, { firstName: 'ben.brook@example.com', lastName: '' })
      for (const agent of [ann, ben])
        expect(await rig.desk.agent(agent?.id ?? '')).toMatchObject({ kind: 'refused', why: { code: 'nameless' } })
    }))

  it('has no picture where its address is not https, unless the desk itself is on this machine', () =>
    withFreshchat(async (rig) => {
      expect((await value(rig.desk.agent(rig.agent.id))).picture).toContain('/sim/avatars/ann.png')
      const [ann] = rig.sim.agents
      for (const avatar of ['javascript:alert(1)', 'data:image/svg+xml,x', 'file:///etc/passwd']) {
        if (ann) ann.avatar = avatar
        expect((await value(rig.make().agent(rig.agent.id))).picture).toBeNull()
      }
    }))

  it('whom the token may not ask about does not close the account', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('forbidden')
      expect(await rig.desk.agent(rig.agent.id)).toMatchObject({
        kind: 'refused',
        why: { code: 'token-forbidden' },
        mend: expect.any(String),
      })
    }))

  it('is asked for within their own folder, whatever the id is', () =>
    withFreshchat(async (rig) => {
      await rig.desk.agent('../accounts/configuration?x=/')
      expect(rig.sim.requests.at(-1)?.path).toMatch(/^\/v2\/agents\/\.\.%2Faccounts%2Fconfiguration%3Fx%3D%2F$/)
    }))
})
