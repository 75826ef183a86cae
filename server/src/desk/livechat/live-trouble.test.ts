// long because each way in which a socket ends has a sentence of its own.
import { describe, expect, it } from 'vitest'
import { opened, say, value } from '../conformance.ts'
import { type Rig, withLivechat } from './conformance-rig.ts'
import { afterEnd } from './live-ends.ts'
import { handClock, here, socketsOf, soon, watched, watcher, watching } from './live-rig.ts'

const logins = (rig: Rig) => rig.sim.requests.filter(({ path }) => path.endsWith('/login')).length
/** Tries again at once, as far as a person can tell. */
const eager = { least: 5, most: 20 }

/** Something only the sockets bring still comes. */
async function lives(rig: Rig, { thread, ear }: Awaited<ReturnType<typeof watched>>) {
  const before = ear.passings.length
  // A socket that is sent on to another region may have been let in before.
  await soon(() => {
    rig.sim.agent.typing(thread.id, true)
    expect(ear.passings.length).toBeGreaterThan(before)
  })
}

describe('a socket that LiveChat closes', () => {
  it.each([
    'connection_timeout',
    'connection_evicted',
    'internal_error',
    'access_token_expired',
    'too_many_unauthorized_connections',
    'something_new',
  ])('for %s comes back', (reason) =>
    withLivechat(
      async (rig) => {
        const line = await watched(rig)
        rig.sim.disconnect(reason, line.thread.visitor.id)
        await soon(() => expect(logins(rig)).toBe(2))
        await here(rig, line.thread)
        await lives(rig, line)
        line.ear.stop()
      },
      { live: eager },
    ),
  )

  it.each(['too_many_connections', 'logged_out_remotely', 'customer_banned', 'customer_temporarily_blocked'])(
    'for %s stays closed, and gives its place to another',
    (reason) =>
      withLivechat(
        async (rig) => {
          const first = await watched(rig)
          rig.sim.disconnect(reason, first.thread.visitor.id)
          const second = await watched(rig)
          await lives(rig, second)
          expect(socketsOf(rig, first.thread)).toBe(0)
          expect(logins(rig)).toBe(2)
          first.ear.stop()
          second.ear.stop()
        },
        { live: { ...eager, sockets: 1 } },
      ),
  )

  it('for the visitor’s silence comes back when they do something', () =>
    withLivechat(
      async (rig) => {
        const line = await watched(rig)
        rig.sim.disconnect('inactivity_timeout', line.thread.visitor.id)
        await here(rig, line.thread, 0)
        expect(logins(rig)).toBe(1)
        rig.desk.signal(line.thread, { kind: 'typing', by: 'visitor', on: true })
        await here(rig, line.thread)
        await lives(rig, line)
        line.ear.stop()
      },
      { live: eager },
    ))

  it('again and again is asked for more and more seldom', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        rig.sim.faults.set('evicted', { ms: 1 })
        const { thread } = await opened(rig)
        const ear = watcher(rig.desk, thread)
        await soon(() => expect(logins(rig)).toBe(1))
        const counts: number[] = []
        for (let minute = 0; minute < 6; minute++) {
          const before = logins(rig)
          for (let n = 0; n < 60; n++) {
            clock.turn(1_000)
            await new Promise((resolve) => setTimeout(resolve, 2))
          }
          counts.push(logins(rig) - before)
        }
        // Ten in the first minute, and one or two in each after that.
        expect(counts[0]).toBeLessThanOrEqual(12)
        expect(Math.max(...counts.slice(2))).toBeLessThanOrEqual(2)
        ear.stop()
      },
      { clock, simClock: false },
    )
  })
})

describe('a login', () => {
  it('goes to the region that LiveChat names', () =>
    withLivechat(
      async (rig) => {
        rig.sim.faults.set('misdirected', { on: 'RTM /customer/rtm/ws', how: 'fra' })
        const line = await watching(rig)
        await lives(rig, line)
        line.ear.stop()
      },
      { live: eager },
    ))

  it('of a token of another region names it by itself', () =>
    withLivechat(
      async (rig) => {
        rig.sim.faults.set('misdirected', { on: 'RTM /customer/rtm/ws', how: 'fra' })
        const line = await watching(rig)
        await lives(rig, line)
        expect(logins(rig)).toBe(1)
        line.ear.stop()
      },
      { live: eager, sim: { region: 'fra' } },
    ))

  it('with a token that died takes a new one, once', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        rig.sim.revokeTokens('customers')
        const ear = watcher(rig.desk, thread)
        await here(rig, thread)
        await lives(rig, { thread, ear })
        expect(logins(rig)).toBe(2)
        ear.stop()
      },
      { live: eager },
    ))

  it('that is refused for the plan’s sake rests, for everybody, and tries again later', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        rig.sim.faults.set('loginRefused', { how: 'users_limit_reached', times: 1 })
        const one = await opened(rig)
        const other = await opened(rig)
        const ear = watcher(rig.desk, one.thread)
        await soon(() => expect(logins(rig)).toBe(1))
        const later = watcher(rig.desk, other.thread)
        for (let n = 0; n < 9; n++) {
          clock.turn(60_000)
          await value(rig.desk.send(one.thread, say(`${n}`, null), false))
        }
        expect(logins(rig)).toBe(1)
        clock.turn(61_000)
        clock.turn(5_000)
        await here(rig, one.thread)
        await here(rig, other.thread)
        ear.stop()
        later.stop()
      },
      { clock, simClock: false },
    )
  })

  it('is tried again after an outage, and a webhook’s word was never worth less for it', () =>
    withLivechat(
      async (rig) => {
        const line = await watched(rig)
        rig.sim.faults.set('outage', { on: 'RTM /customer/rtm/ws' })
        rig.sim.disconnect('internal_error', line.thread.visitor.id)
        await here(rig, line.thread, 0)
        rig.sim.faults.clear('outage')
        await here(rig, line.thread)
        await lives(rig, line)
        line.ear.stop()
      },
      { live: eager },
    ))

  it('is not asked of whom LiveChat knows no more', () =>
    withLivechat(
      async (rig) => {
        const { thread } = await opened(rig)
        const stranger = { ...thread, visitor: { id: '00000000-0000-4000-8000-000000000000' as never } }
        const ear = watcher(rig.desk, stranger)
        await soon(() => expect(rig.sim.requests.filter(({ path }) => path.includes('/customer/token')).length).toBe(2))
        const line = await watched(rig)
        expect(rig.sim.sockets).toHaveLength(1)
        ear.stop()
        line.ear.stop()
      },
      { live: { ...eager, sockets: 1 } },
    ))
})

it('a socket at whose other end nobody is any more is given up, and another opened', () => {
  const clock = handClock()
  return withLivechat(
    async (rig) => {
      const line = await watched(rig)
      rig.sim.faults.set('deaf')
      clock.turn(15_100)
      clock.turn(15_100)
      rig.sim.faults.clear('deaf')
      clock.turn(1_000)
      await soon(() => expect(logins(rig)).toBe(2))
      await here(rig, line.thread)
      await lives(rig, line)
      line.ear.stop()
    },
    { clock, simClock: false },
  )
})

it('more than ten requests at once are never on one socket: it asks for nothing but to be let in', () =>
  withLivechat(async (rig) => {
    const line = await watched(rig)
    for (let n = 0; n < 30; n++) rig.desk.signal(line.thread, { kind: 'typing', by: 'visitor', on: n % 2 === 0 })
    await lives(rig, line)
    const asked = rig.sim.requests.filter(({ method }) => method === 'RTM').map(({ path }) => path)
    expect(asked).toEqual(['/v3.6/customer/action/login'])
    expect(rig.breaches()).toEqual([])
    line.ear.stop()
  }))

it('every reason of the contract has its answer', () => {
  const told = (reason: string, region: string | null = null) => afterEnd({ kind: 'told', reason, region }).do
  const table: Record<string, string[]> = {
    renew: ['access_token_expired', 'access_token_revoked'],
    again: [
      'connection_timeout',
      'connection_evicted',
      'internal_error',
      'service_temporarily_unavailable',
      'too_many_unauthorized_connections',
      'misdirected_connection',
    ],
    over: [
      'too_many_connections',
      'logged_out_remotely',
      'customer_banned',
      'customer_temporarily_blocked',
      'inactivity_timeout',
    ],
    rest: ['license_not_found', 'license_expired', 'unsupported_version', 'product_version_changed'],
  }
  for (const [what, all] of Object.entries(table)) for (const reason of all) expect(told(reason), reason).toBe(what)
  expect(told('misdirected_connection', 'fra')).toBe('region')
  expect(told('misdirected_connection', '&admin=1')).toBe('again')
  expect(afterEnd({ kind: 'refused', type: 'authentication', region: null }).do).toBe('renew')
})
