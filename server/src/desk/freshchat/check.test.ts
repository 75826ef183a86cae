import { describe, expect, it } from 'vitest'
import { opened } from '../conformance.ts'
import type { Desk } from '../desk.ts'
import { hurriedClock, withFreshchat } from './conformance-rig.ts'

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
      rig.sim.faults.clear()
      const [group] = rig.sim.groups
      if (group) rig.sim.groups.push({ ...group, id: 'its-twin' })
      expect(await failures(rig.make({ assign: { group: 'Support' } }))).toMatchObject([
        { name: 'assign.group', says: expect.stringContaining('its-twin'), mend: expect.stringContaining('id') },
      ])
      expect(await failures(rig.make({ assign: { group: 'its-twin' } }))).toEqual([])
      const dan = rig.sim.agents.find(({ email }) => email === 'dan.departed@example.com')
      if (dan) dan.deleted = true
      expect(await failures(rig.make({ agentEmail: 'dan.departed@example.com' }))).toMatchObject([
        { name: 'agentEmail', says: expect.stringContaining('deleted'), mend: expect.stringContaining('another') },
      ])
    }))

  it('reads lists to their end where they tell only how many items there are', () =>
    withFreshchat(async (rig) => {
      rig.sim.faults.set('itemsOnly')
      rig.sim.faults.set('shortPage', { size: 1 })
      expect(await failures(rig.make({ agentEmail: 'bot@example.com', assign: { group: 'Billing' } }))).toEqual([])
    }))

  it('does not ask for a new token, which would end the one that works, where the other of two is dead', () =>
    withFreshchat(async (rig) => {
      const checks = await Array.fromAsync(rig.make({ token: ['an-old-dead-token', rig.sim.token] }).check('read'))
      expect(checks.filter(({ ok }) => ok === false)).toEqual([])
      expect(checks.slice(0, 2)).toMatchObject([
        { name: 'token 1', ok: null, mend: expect.stringContaining('Take it out') },
        { name: 'token 2', ok: true },
      ])
      const dead = await failures(rig.make({ token: ['an-old-dead-token', 'another-dead-token'] }))
      expect(dead.map(({ name }) => name)).toEqual(['token 1', 'token 2'])
    }))

  it('names the one of two tokens that cannot be a token', () =>
    withFreshchat(async (rig) => {
      for (const [token, wrong] of [
        [[rig.sim.token, 'pasted with a blank'], 'token 2'],
        [['pasted with a blank', rig.sim.token], 'token 1'],
      ] as const) {
        const checks = await Array.fromAsync(rig.make({ token: [...token] }).check('read'))
        const tokens = checks.filter(({ name }) => name.startsWith('token'))
        expect(tokens.map(({ name, ok }) => `${name} ${ok}`).sort()).toEqual(
          ['token 1', 'token 2'].map((name) => `${name} ${name !== wrong}`),
        )
      }
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
        { name: 'token', says: expect.stringMatching(/portal\?$/), mend: expect.stringContaining('url:') },
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
      expect(await failures(rig.make())).toMatchObject([
        { name: 'topic', says: expect.stringContaining('is disabled'), mend: expect.stringContaining('enabled') },
      ])
    }))

  it('opens, reads back and resolves a labelled conversation when it may, and sees it come back', () =>
    withFreshchat(async (rig) => {
      const checks = []
      for await (const one of rig.desk.check('live')) {
        checks.push(`${one.name} ${one.ok}`)
        if (one.name === 'live: resolve') for (const hook of rig.hooks()) rig.desk.read(hook)
      }
      expect(checks.slice(-5)).toEqual([
        'webhook null',
        'live: open true',
        'live: read true',
        'live: resolve true',
        'live: webhook true',
      ])
      expect(rig.sim.users.filter(({ referenceId }) => referenceId === 'baton-check')).toHaveLength(1)
      const [thread] = rig.threads()
      expect(rig.written(thread ?? '')[0]?.text).toContain('test of Baton')
      expect(rig.isOpen(thread ?? '')).toBe(false)
      expect(rig.breaches()).toEqual([])
    }))

  it('writes as one and the same user in each test, also where Freshchat takes no second one', () =>
    withFreshchat(async (rig) => {
      const opens = async () => {
        let opened = false
        for await (const one of rig.desk.check('live')) {
          opened ||= one.name === 'live: open' && one.ok === true
          if (one.name === 'live: resolve') for (const hook of rig.hooks()) rig.desk.read(hook)
        }
        return opened
      }
      const users = () => rig.sim.users.filter(({ referenceId }) => referenceId === 'baton-check').length
      expect([await opens(), await opens(), users()]).toEqual([true, true, 1])
      rig.sim.faults.set('conflictingUser')
      rig.sim.faults.set('looseSearch')
      expect([await opens(), users()]).toEqual([true, 1])
    }))

  it('says that the test did not come back, or came with another key’s signature, each with its mend', () =>
    withFreshchat(
      async (rig) => {
        const live = async (before: () => void) => {
          const checks = []
          for await (const one of rig.desk.check('live')) {
            if (one.name === 'live: resolve') before()
            checks.push(one)
          }
          return checks.at(-1)
        }
        const name = 'live: webhook'
        expect(await live(() => {})).toMatchObject({ name, ok: false, mend: expect.stringContaining('switched on') })
        const forge = () => {
          const [hook] = rig.hooks()
          if (hook) rig.desk.read({ raw: hook.raw, headers: new Headers() })
        }
        expect(await live(forge)).toMatchObject({ name, ok: false, mend: expect.stringContaining('RSA PUBLIC KEY') })
        expect(await failures(rig.desk)).toMatchObject([
          { name: 'webhook', mend: expect.stringContaining('RSA PUBLIC KEY') },
        ])
      },
      { clock: hurriedClock() },
    ))

  it('knows on every server that a signed webhook came, and then takes a test that is not told of for no failure', () =>
    withFreshchat(
      async (rig) => {
        await opened(rig)
        const [hook] = rig.hooks()
        if (hook) rig.desk.read(hook)
        await expect
          .poll(async () => (await Array.fromAsync(rig.again().check('read'))).at(-1))
          .toMatchObject({ name: 'webhook', ok: true, says: expect.stringContaining('signed') })
        // Freshchat may keep to itself what came by its API: no failure where others came an hour ago.
        const row = await rig.memory.get('hooks-heard')
        const anHourAgo = Date.now() - 3_600_000
        await rig.memory.set('hooks-heard', { signed: anHourAgo, forged: null }, row?.version ?? null)
        const checks = await Array.fromAsync(rig.again().check('live'))
        expect(checks.at(-1)).toMatchObject({ name: 'live: webhook', ok: null })
      },
      { clock: hurriedClock() },
    ))

  it('sees at once what was changed in Freshchat since the last time', () =>
    withFreshchat(async (rig) => {
      const desk = rig.make({ agentEmail: 'dan.departed@example.com' })
      expect(await failures(desk)).toMatchObject([{ name: 'agentEmail' }])
      for (const agent of rig.sim.state.agents) agent.deactivated = false
      expect(await failures(desk)).toEqual([])
      rig.sim.faults.set('duplicateTopic')
      expect(await failures(desk)).toMatchObject([{ name: 'topic' }])
    }))

  it('says honestly that it cannot register a webhook', () =>
    withFreshchat(async (rig) => {
      const checks = await Array.fromAsync(rig.desk.check('mend'))
      expect(checks.at(-1)).toMatchObject({ name: 'mend', ok: null })
    }))
})
