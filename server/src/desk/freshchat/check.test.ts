import { describe, expect, it } from 'vitest'
import type { Desk } from '../desk.ts'
import { withFreshchat } from './conformance-rig.ts'

const failures = async (desk: Desk, how: 'read' | 'live' | 'mend' = 'read') =>
  (await Array.fromAsync(desk.check(how))).filter(({ ok }) => ok === false)

describe('the check of a Freshchat desk', () => {
  it('finds nothing wrong where nothing is, and changes nothing', () =>
    withFreshchat(async (rig) => {
      const desk = rig.make({
        agentEmail: 'bot@example.com',
        assign: { group: 'Support', agent: 'ann.archer@example.com' },
        appId: rig.sim.appId,
      })
      const checks = await Array.fromAsync(desk.check('read'))
      expect(checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
        'token true',
        'account true',
        'publicKey true',
        'topic true',
        'agentEmail true',
        'assign.agent true',
        'assign.group true',
        'webhook null',
      ])
      expect(rig.sim.requests.every(({ method }) => method === 'GET')).toBe(true)
      expect(JSON.stringify(checks)).not.toContain(rig.sim.token)
    }))

  it('names what is wrong, each with its mend', () =>
    withFreshchat(async (rig) => {
      const old = rig.sim.channels.find(({ enabled }) => !enabled)?.id
      const whatsApp = rig.sim.channels.find(({ source }) => source === 'WHATSAPP')?.id
      const cases: [Parameters<typeof rig.make>[0], string, RegExp][] = [
        [{ token: 'not-the-right-token' }, 'token', /new token/],
        [{ publicKey: undefined }, 'publicKey', /Webhooks/],
        [{ topic: 'web Chat' }, 'topic', /exactly/],
        [{ topic: undefined, channel: 'no-such-id' }, 'topic', /these ids/],
        [{ topic: undefined, channel: old }, 'topic', /Enable/],
        [{ topic: undefined, channel: whatsApp }, 'topic', /Web chat/],
        [{ agentEmail: 'nobody@example.com' }, 'agentEmail', /e-mail/],
        [{ agentEmail: 'dan.departed@example.com' }, 'agentEmail', /Activate/],
        [{ assign: { agent: 'nobody@example.com' } }, 'assign.agent', /e-mail/],
        [{ assign: { group: 'support' } }, 'assign.group', /exactly/],
      ]
      for (const [entry, name, mend] of cases) {
        expect(await failures(rig.make(entry)), name).toEqual([
          { name, ok: false, says: expect.stringMatching(/\.$/), mend: expect.stringMatching(mend) },
        ])
      }
      rig.sim.faults.set('duplicateTopic')
      expect(await failures(rig.make())).toMatchObject([
        { name: 'topic', says: expect.stringContaining('Web chat'), mend: expect.stringContaining('channel:') },
      ])
    }))

  it('tells a second token that is dead from one that works', () =>
    withFreshchat(async (rig) => {
      expect(await failures(rig.make({ token: ['an-old-dead-token', rig.sim.token] }))).toMatchObject([
        { name: 'token 1' },
      ])
    }))

  it('tells when the token belongs to another account, wherever the account stands in the answer', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('nestedConfiguration')
      expect(await failures(rig.make())).toEqual([])
      expect(await failures(rig.make({}, 'freshchat:another'))).toMatchObject([
        { name: 'account', says: expect.stringContaining(rig.sim.appId), mend: expect.any(String) },
      ])
    }))

  it('says that the address may be a portal’s when a page comes back', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('portalPage')
      expect(await failures(rig.make())).toMatchObject([
        { name: 'token', says: expect.stringContaining('portal'), mend: expect.stringContaining('url:') },
      ])
    }))

  it('says what to do for every way in which Freshchat fails, and loses the token in none of them', () =>
    withFreshchat(async (rig) => {
      const cases: [Parameters<typeof rig.sim.faults.set>[0], object, RegExp][] = [
        ['tooMany', {}, /too many calls/],
        ['tooMany', { how: 'none' }, /too many calls/],
        ['serverError', { status: 503 }, /status\.freshworks\.com/],
        ['serverError', { status: 500 }, /status\.freshworks\.com/],
        ['reset', {}, /firewall/],
        ['hang', {}, /firewall/],
        ['tokenRevoked', {}, /new token/],
        ['forbidden', {}, /plan or the token/],
        ['portalPage', {}, /Chat URL/],
      ]
      for (const [fault, setting, mend] of cases) {
        rig.sim.faults.set(fault, setting)
        const failed = await failures(rig.make())
        expect(failed, fault).toMatchObject([{ name: 'token', mend: expect.stringMatching(mend) }])
        expect(JSON.stringify(failed)).not.toContain(rig.sim.token)
        rig.sim.faults.clear()
      }
      rig.sim.faults.set('topicDisabled')
      expect(await failures(rig.make())).toMatchObject([{ name: 'topic', mend: expect.stringContaining('enabled') }])
    }))

  it('opens, reads back and resolves a labelled conversation when it may', () =>
    withFreshchat(async (rig) => {
      expect(await failures(rig.desk, 'live')).toEqual([])
      const [thread] = rig.threads()
      expect(rig.written(thread ?? '')[0]?.text).toContain('test of Baton')
      expect(rig.isOpen(thread ?? '')).toBe(false)
      expect(rig.breaches()).toEqual([])
    }))

  it('says honestly that it cannot register a webhook', () =>
    withFreshchat(async (rig) => {
      const checks = await Array.fromAsync(rig.desk.check('mend'))
      expect(checks.at(-1)).toMatchObject({ name: 'mend', ok: null })
    }))
})
