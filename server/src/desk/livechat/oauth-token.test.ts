import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../outgoing.ts'
import { value } from '../conformance.ts'
import { readGrant } from './oauth-grant.ts'
import { oauthRig } from './oauth-rig.ts'

const hours = 3_600_000
const minute = 60_000

describe('a token by consent', () => {
  it('is the one that was granted until most of its life is over, and then another, without a gap', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    const token = rig.token()
    const before = rig.renewals()
    expect(await value(token.get())).toBe(access)
    rig.clock.turn(6 * hours)
    expect(await value(token.get())).toBe(access)
    expect(rig.renewals()).toBe(before)
    rig.clock.turn(0.5 * hours)
    const next = await value(token.get())
    expect(next).not.toBe(access)
    expect(await rig.works(next)).toBe(true)
    expect(await rig.works(access)).toBe(true)
    expect(await value(token.get())).toBe(next)
    expect(rig.renewals()).toBe(before + 1)
    expect(rig.sim.breaches).toEqual([])
  })

  it('is renewed after its end too, however long nobody asked', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.clock.turn(1_000 * hours)
    expect(await rig.works(await value(rig.token().get()))).toBe(true)
  })

  it('is renewed once for many who ask at once, on one server and on three', async () => {
    const rig = await oauthRig()
    await rig.consent()
    const servers = ['one', 'two', 'three'].map((owner) => rig.token({ owner }))
    rig.clock.turn(9 * hours)
    const before = rig.renewals()
    const all = await Promise.all(servers.flatMap((server) => [1, 2, 3].map(() => value(server.get()))))
    expect(new Set(all).size).toBe(1)
    expect(rig.renewals()).toBe(before + 1)
  })

  it('that LiveChat refused before its end is renewed once, whoever noticed', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    const servers = ['one', 'two'].map((owner) => rig.token({ owner }))
    await Promise.all(servers.map((server) => value(server.get())))
    const before = rig.renewals()
    const all = await Promise.all(servers.flatMap((server) => [1, 2].map(() => value(server.renew(access)))))
    expect(new Set(all).size).toBe(1)
    expect(all[0]).not.toBe(access)
    expect(rig.renewals()).toBe(before + 1)
    // Whoever comes late with the old one gets the new one without a call.
    expect(await value(servers[0]?.renew(access) ?? Promise.reject(new Error('no server')))).toBe(all[0])
    expect(rig.renewals()).toBe(before + 1)
  })

  it('that is refused at once when it is new is no matter of age, and is not renewed in a circle', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    const token = rig.token()
    const next = await value(token.renew(access))
    const before = rig.renewals()
    expect(await token.renew(next)).toMatchObject({
      kind: 'retry',
      scope: 'account',
      why: { code: 'token-refused', detail: expect.stringContaining('npm run baton -- check') as string },
    })
    expect(rig.renewals()).toBe(before)
    rig.clock.turn(minute)
    expect(await value(token.renew(next))).not.toBe(next)
  })

  it.each(['oldDies', 'oldLives'])('goes on when the refresh token changes with each renewal (%s)', async (how) => {
    const rig = await oauthRig()
    await rig.consent()
    rig.sim.faults.set('refreshRotates', { how })
    const servers = ['one', 'two'].map((owner) => rig.token({ owner }))
    for (let n = 0; n < 6; n += 1) {
      rig.clock.turn(9 * hours)
      const all = await Promise.all(servers.map((server) => value(server.get())))
      expect(all[0]).toBe(all[1])
      expect(await rig.works(all[0] ?? '')).toBe(true)
    }
  })

  it('stays in use while accounts.livechat.com is away, and is asked for again only now and then', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    const token = rig.token()
    rig.sim.faults.set('oauthDown')
    rig.clock.turn(7 * hours)
    const before = rig.renewals()
    for (let n = 0; n < 5; n += 1) expect(await value(token.get())).toBe(access)
    expect(rig.renewals()).toBe(before + 1)
    expect(rig.lines.join()).toContain('temporarily_unavailable')
    expect(token.ailing()).toMatchObject({ code: 'temporarily_unavailable' })
    rig.sim.faults.clear()
    rig.clock.turn(minute)
    expect(await value(token.get())).not.toBe(access)
    expect(token.ailing()).toBeNull()
  })

  it.each([
    ['oauthDown', {}, 'temporarily_unavailable'],
    ['serverError', {}, 'http-503'],
    ['reset', {}, 'reset'],
    ['hang', {}, 'timeout'],
    ['portalPage', {}, 'not-json'],
    ['loseAnswer', { how: 'reset' }, 'reset'],
    ['loseAnswer', { how: '500' }, 'http-500'],
  ] as const)('that has ended waits out %s %o, of one delivery and not of the account', async (fault, how, code) => {
    const rig = await oauthRig()
    await rig.consent()
    const token = rig.token()
    rig.clock.turn(9 * hours)
    rig.sim.faults.set(fault, { times: 1, ...how })
    expect(await token.get()).toMatchObject({ kind: 'retry', scope: 'delivery', why: { code } })
    expect(await rig.works(await value(token.get()))).toBe(true)
  })

  it('closes the account as long as LiveChat asks for when there were too many calls', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.clock.turn(9 * hours)
    rig.sim.faults.set('tooMany', { times: 1, ms: 7_000 })
    expect(await rig.token().get()).toMatchObject({ kind: 'retry', scope: 'account', after: 7_000 })
  })

  it('whose consent was taken back stays in use until its end, then closes the account and names the mend', async () => {
    const rig = await oauthRig()
    const { access } = await rig.consent()
    const token = rig.token()
    rig.sim.faults.set('refreshRefused')
    rig.clock.turn(7 * hours)
    expect(await value(token.get())).toBe(access)
    // There is an hour left to mend it.
    expect(token.ailing()).toMatchObject({ code: 'consent-ended' })
    rig.clock.turn(2 * hours)
    const before = rig.renewals()
    for (let n = 0; n < 4; n += 1) {
      expect(await token.get()).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: 'consent-ended', detail: expect.stringContaining('livechat connect acme sales') as string },
      })
    }
    expect(rig.renewals()).toBe(before + 1)
    rig.sim.faults.clear()
    const { access: fresh } = await rig.consent()
    expect(await value(token.get())).toBe(fresh)
  })

  it('says which of id and secret to look at when LiveChat refuses the app itself', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.clock.turn(9 * hours)
    expect(await rig.token({ clientSecret: 'another' }).get()).toMatchObject({
      ...{ kind: 'retry', scope: 'account' },
      why: { code: 'client-refused', detail: expect.stringContaining('clientSecret') as string },
    })
  })

  it('is not there before somebody connected, and is noticed without a new start', async () => {
    const rig = await oauthRig()
    const token = rig.token()
    for (const outcome of [await token.get(), await token.renew('stale')]) {
      expect(outcome).toMatchObject({ kind: 'retry', scope: 'account', why: { code: 'not-connected' } })
    }
    const { access } = await rig.consent()
    expect(await value(token.get())).toBe(access)
  })

  it('of a new consent takes the place of the one that a renewal was under way for', async () => {
    const rig = await oauthRig()
    await rig.consent()
    rig.clock.turn(9 * hours)
    let fresh = ''
    const http: Outgoing = {
      async call(request) {
        const answer = await rig.http.call(request)
        fresh = (await rig.consent()).access
        return answer
      },
    }
    expect(await value(rig.token({ http }).get())).toBe(fresh)
    expect((await readGrant(rig.memory, rig.sim.clientId))?.grant?.access).toBe(fresh)
  })
})
