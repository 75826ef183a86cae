import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../outgoing.ts'
import { value } from '../conformance.ts'
import { acme, connectRig } from './connect-rig.ts'

const minute = 60_000

describe('a consent that was not given', () => {
  it.each([
    ['by somebody who chose so', { choice: 'deny' }],
    ['by an agent who is no administrator', { agent: 'ben@example.com' }],
  ] as const)('%s ends the link and says so', async (_, how) => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    const back = await rig.choose(asked.link, how)
    const page = await rig.visit(back)
    expect([page.status, page.title]).toEqual([403, 'Not connected'])
    expect(page.html).toContain('not an administrator')
    expect(await server.outcome(asked.ticket)).toEqual({ kind: 'denied' })
    expect((await rig.visit(back)).title).toBe('This link was used already')
    expect(await rig.token().get()).toMatchObject({ why: { code: 'not-connected' } })
  })

  it('for any other reason names the reason, and nothing that stands in the address', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    for (const [error, said] of [
      ['unauthorized_client', 'unauthorized_client'],
      ['<script>', 'without a name'],
    ] as const) {
      const asked = await rig.link(server)
      const state = new URL(asked.link).searchParams.get('state') ?? ''
      const page = await rig.visit(`${server.redirectUri}?${new URLSearchParams({ state, error })}`)
      expect(page.html).toContain(said)
      expect(page.html).not.toContain('<script>')
      expect(await server.outcome(asked.ticket)).toMatchObject({ kind: 'failed' })
    }
  })
})

describe('an exchange that fails', () => {
  it('because of another LiveChat account than before leaves the desk where it is', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    await rig.visit(await rig.choose((await rig.link(server)).link))
    const before = await value(rig.token().get())
    const desk = rig.desks.get('sales')
    rig.desks.set('sales', { entry: desk?.entry ?? {}, account: 'livechat:another' as typeof rig.account })
    const asked = await rig.link(server)
    const page = await rig.visit(await rig.choose(asked.link))
    expect(page.html).toContain('another LiveChat account')
    expect(page.html).toContain(`organizationId: ${rig.sim.organizationId}`)
    expect(await server.outcome(asked.ticket)).toMatchObject({ kind: 'failed' })
    expect(await value(rig.token().get())).toBe(before)
  })

  it('because the app may not make visitors says which scope is missing', async () => {
    const rig = await connectRig()
    rig.sim.app.scopes = rig.sim.app.scopes.filter((scope) => scope !== 'customers:own')
    const server = await rig.server()
    const page = await rig.visit(await rig.choose((await rig.link(server)).link))
    expect([page.status, page.html.includes('customers:own')]).toEqual([502, true])
    expect(await rig.token().get()).toMatchObject({ why: { code: 'not-connected' } })
  })

  it('because of the secret says so, and which to look at', async () => {
    const rig = await connectRig()
    rig.secrets.set('livechat-client', 'another')
    const server = await rig.server()
    const page = await rig.visit(await rig.choose((await rig.link(server)).link))
    expect(page.html).toContain('refuses clientId or clientSecret')
  })

  it('because nobody answers is tried again as long as the code surely did not leave', async () => {
    const rig = await connectRig()
    let left = 2
    const http: Outgoing = {
      call: (request) =>
        left-- > 0 ? Promise.resolve({ kind: 'notSent', code: 'connection-refused' }) : rig.http.call(request),
    }
    const server = await rig.server({ http })
    expect((await rig.visit(await rig.choose((await rig.link(server)).link))).title).toBe('Connected')
  })

  it('because the answer got lost is not tried again: the code may be used up', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const asked = await rig.link(server)
    const back = await rig.choose(asked.link)
    rig.sim.faults.set('loseAnswer', { times: 1, how: 'reset' })
    const page = await rig.visit(back)
    expect(page.html).toContain('could not be asked')
    expect(page.html).toContain('livechat connect acme sales')
    expect(rig.renewals()).toBe(1)
    expect((await rig.visit(await rig.choose((await rig.link(server)).link))).title).toBe('Connected')
  })
})

describe('a server that dies in the middle', () => {
  it.each(['before the exchange', 'after the exchange', 'before the account is known'])(
    '%s loses only the link: the next one connects',
    async (point) => {
      const rig = await connectRig()
      const reached = Promise.withResolvers<void>()
      const die = () => {
        reached.resolve()
        return new Promise<never>(() => {})
      }
      const http: Outgoing = {
        async call(request) {
          if (point === 'before the exchange') return await die()
          const answer = await rig.http.call(request)
          return point === 'after the exchange' ? await die() : answer
        },
      }
      const learn = point === 'before the account is known' ? die : () => Promise.resolve()
      const dying = await rig.server({ http, learn, owner: 'dying' })
      const asked = await rig.link(dying)
      const back = await rig.choose(asked.link)
      fetch(back).catch(() => {})
      await reached.promise
      const next = await rig.server({ owner: 'next' })
      expect((await rig.visit(back.replace(dying.url, next.url))).title).toBe('This link was used already')
      rig.clock.turn(16 * minute)
      expect(await next.outcome(asked.ticket)).toEqual({ kind: 'expired' })
      const again = await rig.link(next)
      expect((await rig.visit(await rig.choose(again.link))).title).toBe('Connected')
      expect(await rig.works(await value(rig.token().get()))).toBe(true)
    },
  )
})

describe('what is missing in the site file', () => {
  it.each([
    [{}, 'desks.sales.clientId', 'docs/livechat.md'],
    [{ clientId: 'id' }, 'desks.sales.clientId', 'clientSecret:'],
    [{ clientId: 'id', clientSecret: { secret: 'other' } }, 'desks.sales.clientSecret', 'secret set other'],
  ])('of %o is named with its place and its mend', async (entry, place, mend) => {
    const rig = await connectRig()
    rig.desks.set('sales', { entry, account: null })
    const server = await rig.server()
    const wrong = await server.ask(acme, 'sales')
    expect('wrong' in wrong && wrong.wrong).toContain(place)
    expect('mend' in wrong && wrong.mend).toContain(mend)
  })

  it('is noticed when it was taken out while the link was open', async () => {
    const rig = await connectRig()
    const server = await rig.server()
    const back = await rig.choose((await rig.link(server)).link)
    const desk = rig.desks.get('sales')
    rig.desks.delete('sales')
    expect((await rig.visit(back)).html).toContain('no LiveChat desk sales')
    rig.desks.set('sales', desk ?? { entry: {}, account: null })
    const second = await rig.choose((await rig.link(server)).link)
    rig.desks.set('sales', { entry: { ...desk?.entry, clientId: 'another' }, account: null })
    expect((await rig.visit(second)).html).toContain('was changed after the link was made')
    expect(rig.renewals()).toBe(0)
  })

  it('is a note when a trial token goes before the consent', async () => {
    const rig = await connectRig()
    const { entry } = rig.desks.get('sales') ?? { entry: {} }
    rig.desks.set('sales', { entry: { ...entry, agentToken: { secret: 'livechat-agent' } }, account: null })
    expect((await rig.link(await rig.server())).notes.join()).toContain('agentToken')
  })
})
