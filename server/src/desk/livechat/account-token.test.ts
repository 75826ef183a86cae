import { describe, expect, it } from 'vitest'
import { value } from '../conformance.ts'
import type { DeskMemory } from '../desk.ts'
import { fixedToken } from './account-token.ts'
import { grantKey } from './oauth-grant.ts'
import { oauthRig } from './oauth-rig.ts'

const hours = 3_600_000

describe('what is kept', () => {
  it('is sealed in the store, and neither it nor an outcome or log line shows a token', async () => {
    const rig = await oauthRig()
    const grant = await rig.consent()
    const row = await rig.store.desks.get(rig.account, grantKey(rig.sim.clientId))
    expect(Buffer.from(row?.sealed ?? []).toString('latin1')).not.toContain(grant.refresh)
    rig.sim.faults.set('refreshRefused')
    rig.clock.turn(7 * hours)
    const token = rig.token()
    await value(token.get())
    rig.clock.turn(2 * hours)
    const told = JSON.stringify(await token.get()) + rig.lines.join()
    for (const secret of [grant.access, grant.refresh, rig.sim.clientSecret]) expect(told).not.toContain(secret)
  })

  it('is learned anew when it cannot be read any more', async () => {
    const rig = await oauthRig()
    const memory: DeskMemory = rig.memory
    await memory.set(grantKey(rig.sim.clientId), { from: 'another version' }, null)
    expect(await rig.token().get()).toMatchObject({ why: { code: 'not-connected' } })
    const { access } = await rig.consent()
    expect(await value(rig.token().get())).toBe(access)
  })
})

describe('a token that the owner gave', () => {
  it.each([
    ['dal:abc', 'dal:abc'],
    ['dal%3Aabc', 'dal:abc'],
    ['fra-a%3aabc', 'fra-a:abc'],
    [' Bearer dal:abc\n', 'dal:abc'],
    ['abc%3Adef%3Aghi', 'abc:def%3Aghi'],
  ])('%s goes out as %s', async (given, sent) => {
    expect(await value(fixedToken({ token: given, mend: 'x' }).get())).toBe(sent)
  })

  it('cannot be renewed: the owner must give another', async () => {
    const outcome = await fixedToken({ token: 'dal:abc', mend: 'type this' }).renew('dal:abc')
    expect(outcome).toMatchObject({ kind: 'retry', scope: 'account', why: { code: 'token-refused' } })
    expect(JSON.stringify(outcome)).toContain('type this')
    expect(JSON.stringify(outcome)).not.toContain('dal:abc')
  })
})
