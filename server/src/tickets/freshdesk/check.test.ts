import { describe, expect, it } from 'vitest'
import type { Tickets } from '../tickets.ts'
import { originOf } from './client.ts'
import { withFreshdesk } from './freshdesk-rig.ts'

const failures = async (tickets: Tickets, how: 'read' | 'live' = 'read') =>
  (await Array.fromAsync(tickets.check(how))).filter(({ ok }) => ok === false)

describe('the check of Freshdesk', () => {
  it('finds nothing wrong where nothing is, reads only, and says whose key it is', () =>
    withFreshdesk(async (rig) => {
      const lines = await Array.fromAsync(rig.tickets.check('read'))
      expect(lines).toMatchObject([
        { name: 'key', ok: true, says: expect.stringContaining('Ann Archer') },
        { name: 'scope', ok: true },
      ])
      expect(rig.sim.requests.map(({ method }) => method)).toEqual(['GET'])
    }))

  it('says where the key is to be found when it is not taken', () =>
    withFreshdesk(async (rig) => {
      expect(await failures(rig.make({ key: 'another' }), 'live')).toMatchObject([
        { name: 'key', mend: expect.stringContaining('Profile settings') },
      ])
      rig.sim.faults.set('forbidden')
      expect(await failures(rig.tickets)).toMatchObject([{ name: 'key', mend: expect.stringContaining('Agents') }])
    }))

  it.each(['portalPage', 'noAccount'] as const)('says that it may be the domain: %s', (fault) =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set(fault)
      expect(await failures(rig.tickets)).toMatchObject([{ name: 'key', mend: expect.stringContaining('domain:') }])
    }),
  )

  it('warns of an agent who does not see all tickets', () =>
    withFreshdesk(async (rig) => {
      rig.sim.setScope(2)
      expect(await failures(rig.tickets)).toMatchObject([{ name: 'scope', mend: expect.stringContaining('Global') }])
    }))

  it('makes a ticket and deletes it, or closes it where it may not', () =>
    withFreshdesk(async (rig) => {
      expect(await failures(rig.tickets, 'live')).toEqual([])
      expect(rig.sim.tickets).toEqual([])
      rig.sim.faults.set('forbidden', { on: 'DELETE /tickets/:id' })
      expect(await failures(rig.tickets, 'live')).toEqual([])
      expect(rig.sim.tickets).toMatchObject([{ subject: 'Test of Baton', status: 5 }])
      rig.sim.faults.set('forbidden', { on: 'PUT /tickets/:id' })
      expect(await failures(rig.tickets, 'live')).toMatchObject([
        { name: 'live: remove', mend: expect.stringContaining('by hand') },
      ])
      expect(rig.sim.breaches).toEqual([])
    }))

  it('names the field that would keep every ticket away', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('mandatoryField')
      expect(await failures(rig.tickets, 'live')).toMatchObject([
        { name: 'live: make', mend: expect.stringContaining('"cf_product"') },
      ])
    }))
})

it.each([
  [{ domain: 'acme' }, 'https://acme.freshdesk.com'],
  [{ domain: ' Acme ' }, 'https://acme.freshdesk.com'],
  [{ domain: 'https://acme.freshdesk.com/' }, 'https://acme.freshdesk.com'],
  [{ domain: 'acme.freshdesk.com/a/dashboard' }, 'https://acme.freshdesk.com'],
  [{ domain: 'acme', url: 'http://127.0.0.1:4012/' }, 'http://127.0.0.1:4012'],
])('takes the domain in any shape: %o', (given, origin) => expect(originOf(given)).toBe(origin))
