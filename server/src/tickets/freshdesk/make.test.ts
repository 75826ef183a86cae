import { describe, expect, it } from 'vitest'
import { request, said, value } from '../conformance.ts'
import type { Contact } from '../tickets.ts'
import { tagOf } from './find.ts'
import type { Rig } from './freshdesk-rig.ts'
import { withFreshdesk } from './freshdesk-rig.ts'

const bodies = ({ sim }: Rig) =>
  sim.requests.filter(({ method }) => method === 'POST').map(({ body }) => body as Record<string, unknown>)

describe('a ticket in Freshdesk', () => {
  it('is an open one from the chat, with a tag to find it by, and is named by its number and its page', () =>
    withFreshdesk(async (rig) => {
      const ticket = await value(rig.tickets.make(request(), false))
      expect(ticket).toEqual({ number: '103', url: `${rig.sim.url}/a/tickets/103` })
      expect(rig.sim.tickets).toMatchObject([
        { status: 2, priority: 1, source: 7, tags: ['baton', tagOf(request().key)] },
      ])
      expect(tagOf(request().key)).toMatch(/^baton-[a-z0-9]{6,26}$/)
    }))

  it.each<[string, Contact, object]>([
    [
      'an e-mail',
      { email: ' Vi@Example.com ', phone: '+49 30 1', name: 'Vi' },
      { email: 'Vi@example.com', name: 'Vi' },
    ],
    ['an e-mail without a name', { email: 'vi@example.com' }, { email: 'vi@example.com' }],
    ['an e-mail with a domain beyond ASCII', { email: 'vi@bücher.example' }, { email: 'vi@xn--bcher-kva.example' }],
    ['a phone number', { phone: '+49 (0)30 123', name: 'Vi' }, { phone: '+49 (0)30 123', name: 'Vi' }],
    ['a phone number without a name', { phone: '+49 30 123' }, { phone: '+49 30 123', name: 'Visitor' }],
    ['a name', { name: 'Vi' }, { unique_external_id: request().visitor, name: 'Vi' }],
    ['nothing', {}, { unique_external_id: request().visitor, name: 'Visitor' }],
    [
      'an e-mail of a host without a dot',
      { email: 'vi@localhost' },
      { unique_external_id: request().visitor, name: 'Visitor' },
    ],
    ['too long a name', { name: 'x'.repeat(400) }, { unique_external_id: request().visitor, name: 'x'.repeat(100) }],
  ])('is asked for by somebody of whom we know %s', (_what, contact, requester) =>
    withFreshdesk(async (rig) => {
      await value(rig.tickets.make(request({ contact }), false))
      const { subject, description, status, priority, source, tags, ...rest } = bodies(rig)[0] ?? {}
      expect(rest).toEqual(requester)
      expect(rig.sim.breaches).toEqual([])
    }),
  )

  it('is not lost for an address that Freshdesk does not take: it goes by the next best', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('emailRefused')
      await value(rig.tickets.make(request(), false))
      rig.sim.faults.set('phoneRefused')
      await value(rig.tickets.make(request({ visitor: 'another' as never }), false))
      expect(rig.sim.tickets.map((ticket) => rig.sim.requesterOf(ticket))).toMatchObject([
        { email: null, phone: '+49 (0)30 123456', name: 'Vi Sitor' },
        { email: null, phone: null, uniqueExternalId: 'another', name: 'Vi Sitor' },
      ])
      expect(rig.sim.textOf(rig.sim.tickets[1] ?? never())).toContain('vi@example.com')
    }))

  it('is asked for by the same contact when the visitor comes again, whose name stays', () =>
    withFreshdesk(async (rig) => {
      await value(rig.tickets.make(request({ contact: {} }), false))
      await value(rig.tickets.make(request({ contact: { name: 'Vi' } }), false))
      expect(rig.sim.contacts).toMatchObject([{ uniqueExternalId: request().visitor, name: 'Visitor' }])
    }))

  it('names the field that the account wants besides', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('mandatoryField')
      expect(await rig.tickets.make(request(), false)).toEqual({
        kind: 'refused',
        why: { code: 'http-400', detail: expect.stringMatching(/^cf_product missing_field request [0-9a-f-]+$/) },
        mend: expect.stringContaining('"cf_product"'),
      })
      rig.sim.faults.clear()
      rig.sim.faults.set('conflict')
      expect(await rig.tickets.make(request(), false)).toMatchObject({ kind: 'refused', why: { code: 'http-409' } })
    }))

  it.each(['portalPage', 'noId', 'serverError', 'hang'] as const)('is in doubt after %s', (fault) =>
    withFreshdesk(
      async (rig) => {
        rig.sim.faults.set(fault, { on: 'POST /tickets', times: 1 })
        expect(await rig.tickets.make(request(), false)).toMatchObject({ kind: 'unsure' })
        await value(rig.again().make(request(), true))
        expect(rig.sim.tickets).toHaveLength(1)
      },
      { total: 1_000 },
    ),
  )

  it('is in doubt when done and answered with 500, and is one in the end', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('loseAnswer', { on: 'POST /tickets', how: '500', times: 1 })
      expect(await rig.tickets.make(request(), false)).toMatchObject({ kind: 'unsure' })
      const found = await value(rig.tickets.find(request()))
      expect(await value(rig.tickets.make(request(), true))).toEqual(found)
      expect(rig.sim.tickets).toHaveLength(1)
    }))

  it('stays in doubt, and is not made, while nobody can look', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('serverError', { on: 'GET /tickets' })
      expect(await rig.tickets.make(request(), true)).toMatchObject({ kind: 'retry', scope: 'delivery' })
      expect(bodies(rig)).toEqual([])
    }))

  it('waits as long as Freshdesk says, for the whole account', () =>
    withFreshdesk(async (rig) => {
      rig.sim.faults.set('tooMany', { ms: 7_000 })
      expect(await rig.tickets.make(request(), false)).toMatchObject({ kind: 'retry', scope: 'account', after: 7_000 })
    }))

  it('is cut where it would be too long, markup and all', () =>
    withFreshdesk(async (rig) => {
      const transcript = Array.from({ length: 60 }, (_, n) => said('visitor', n, '<&>"\'\n'.repeat(300)))
      await value(rig.tickets.make(request({ transcript }), false))
      const [ticket] = rig.sim.tickets
      expect(Buffer.byteLength(ticket?.description ?? '')).toBeLessThanOrEqual(60_000)
      expect(Buffer.byteLength(ticket?.description ?? '')).toBeGreaterThan(50_000)
      expect(rig.sim.textOf(ticket ?? never())).toContain('— end —')
    }))
})

function never(): never {
  throw new Error('there is no such ticket')
}
