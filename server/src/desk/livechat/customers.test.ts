import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { id, opened, say, settled, value } from '../conformance.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'

const hours = 3_600_000
const mints = (rig: Rig) => rig.sim.requests.filter(({ path }) => path === '/v2/customer/token').length

function turnedClock() {
  let ahead = 0
  return {
    now: () => (Date.now() + ahead) as Time,
    after: systemClock.after,
    turn(ms: number) {
      ahead += ms
    },
  }
}

describe('a customer’s token', () => {
  it('is made once, for all calls and all servers', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      for (const text of ['a', 'b']) await value(rig.desk.send(thread, say(text, null), false))
      await value(rig.again().send(thread, say('c', null), false))
      expect(mints(rig)).toBe(1)
    }))

  it('lies sealed in the memory, and in no log', () => {
    const lines: object[] = []
    return withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.break('tokenRefused')
        await rig.desk.send(thread, say('CANARY words', null), false)
        const tokens = rig.sim.state.tokens.map(({ token }) => token)
        expect(JSON.stringify((await rig.memory.get(`token:${thread.visitor.id}`))?.value)).toContain(tokens.at(-1))
        const told = JSON.stringify(lines)
        expect(lines.length).toBeGreaterThan(0)
        for (const secret of [...tokens, rig.sim.agentToken, 'CANARY']) expect(told).not.toContain(secret)
      },
      { lines },
    )
  })

  it('is renewed before it ends, for the same person', () => {
    const clock = turnedClock()
    return withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        clock.turn(6 * hours)
        await value(rig.desk.send(thread, say('a', null), false))
        expect(mints(rig)).toBe(1)
        clock.turn(1 * hours)
        await value(rig.desk.send(thread, say('b', null), false))
        expect(mints(rig)).toBe(2)
        clock.turn(9 * hours)
        await value(rig.again().send(thread, say('c', null), false))
        expect(mints(rig)).toBe(3)
        expect(rig.sim.customers).toHaveLength(1)
        // Nobody was ever refused: it was renewed before.
        expect(rig.sim.requests.filter(({ status }) => status === 401)).toEqual([])
      },
      { clock, sim: { tokenLife: { agent: 100 * 3_600 } } },
    )
  })

  it('that could not be renewed ahead stays in use while it lives', () => {
    const clock = turnedClock()
    return withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        clock.turn(7 * hours)
        rig.sim.faults.set('oauthDown')
        await value(rig.desk.send(thread, say('a', null), false))
        clock.turn(2 * hours)
        expect(await rig.desk.send(thread, say('b', null), false)).toMatchObject({
          kind: 'retry',
          scope: 'delivery',
          why: { code: 'temporarily_unavailable' },
        })
      },
      { clock, sim: { tokenLife: { agent: 100 * 3_600 } } },
    )
  })

  it('that was revoked is renewed once by many at once, and what was refused is sent', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.revokeTokens('customers')
      const texts = Array.from({ length: 8 }, (_, n) => `message ${n}`)
      const desks = [rig.desk, rig.again()]
      await Promise.all(
        texts.map((text, n) => settled(() => (desks[n % 2] as typeof rig.desk).send(thread, say(text, null), false))),
      )
      expect(mints(rig)).toBe(2)
      const there = rig.written(thread.id).map(({ text }) => text)
      for (const text of texts) expect(there.filter((one) => one === text)).toHaveLength(1)
    }))

  it('that is refused even when new closes the account, after one renewal', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('tokenRevoked', { on: 'send_event' })
      expect(await rig.desk.send(thread, say('a', null), false)).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: 'token-refused' },
      })
      expect(mints(rig)).toBe(2)
    }))

  it('of somebody else is never used', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.revokeTokens('customers')
      rig.sim.faults.set('strangerToken')
      expect(await rig.desk.send(thread, say('CANARY', null), false)).toEqual({ kind: 'gone', why: 'deleted' })
      expect(rig.sim.chats.flatMap((chat) => rig.written(chat.id)).filter(({ text }) => text === 'CANARY')).toEqual([])
    }))

  it('that the account’s token may not make says which scope is missing', () =>
    withLivechat(
      async (rig) => {
        expect(await rig.desk.identify(rig.visitor(), null, false)).toMatchObject({
          kind: 'retry',
          scope: 'account',
          why: { code: 'token-forbidden', detail: expect.stringContaining('customers:own') as string },
        })
      },
      { scopes: ['chats--all:ro'] },
    ))

  it('is not asked for when it is not known who the visitor is', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const nobody = { ...thread, visitor: { id: '' as never } }
      expect(await rig.desk.send(nobody, say('a', null), false)).toEqual({ kind: 'gone', why: 'deleted' })
      expect(rig.sim.customers).toHaveLength(1)
    }))
})

describe('a region', () => {
  it('that is the wrong one is mended once, and remembered', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('misdirected', { how: 'fra' })
      const before = rig.sim.requests.length
      await value(rig.desk.send(thread, say('a', null), false))
      expect(rig.sim.requests.length - before).toBe(2)
      await value(rig.desk.send(thread, say('b', null), false))
      expect(rig.sim.requests.length - before).toBe(3)
      expect(rig.written(thread.id).filter(({ text }) => text === 'a')).toHaveLength(1)
    }))

  it('other than the usual one is named in each call', () => {
    const regions: (string | undefined)[] = []
    return withLivechat(
      async (rig) => {
        await opened(rig)
        expect(regions.length).toBeGreaterThan(0)
        expect(new Set(regions)).toEqual(new Set(['fra']))
      },
      {
        sim: { region: 'fra' },
        through: (outgoing) => ({
          call(request) {
            if (request.url.includes('/action/')) regions.push(request.headers?.['x-region'])
            return outgoing.call(request)
          },
        }),
      },
    )
  })

  it('that LiveChat cannot name is tried again later', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      rig.sim.faults.set('misdirected', { how: '' })
      expect(await rig.desk.send(thread, { ...say('a', null), key: id() }, false)).toMatchObject({
        kind: 'retry',
        scope: 'delivery',
      })
    }))
})
