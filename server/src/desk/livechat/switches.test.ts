/** Every switch of the simulated account (e2e/vendors/livechat/fault-catalogue.ts) is thrown at the adapter; those that no other test needs, here. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { catalogue, type FaultName } from '@baton/e2e/vendors/livechat/fault-catalogue.ts'
import { describe, expect, it } from 'vitest'
import { allOf, heard, id, opened, say, value } from '../conformance.ts'
import type { DeskEvent, Thread } from '../desk.ts'
import { hookOf, type Rig, withLivechat } from './conformance-rig.ts'
import { handClock, here, soon, watched } from './live-rig.ts'

/** A stay in which everything is said once. */
async function stay(rig: Rig): Promise<Thread> {
  const { thread } = await opened(rig)
  await value(rig.desk.send(thread, say('hello é한🙂', null), false))
  rig.agent.says(thread.id, 'hi <b>é한🙂</b>')
  rig.sim.agent.note(thread.id, 'CANARY')
  rig.sim.visitor.say(thread.id, 'from elsewhere')
  rig.agent.says(thread.id, 'bye')
  rig.agent.resolves(thread.id)
  await rig.sim.quiet()
  return thread
}

/** What of it a visitor learns, each once, whoever told it and how often. */
const news = (events: DeskEvent[]): string[] =>
  [
    ...new Map(
      events.flatMap((one): [string, string][] =>
        one.kind === 'said' && one.audience === 'public'
          ? [[one.id, `${one.by.kind}: ${JSON.stringify(one.message)}`]]
          : one.kind === 'resolved'
            ? [[one.id, `resolved by ${one.by}`]]
            : [],
      ),
    ).values(),
  ].sort()

/** By webhooks as they were sent, those that failed and those that were doubled too. */
const told = (rig: Rig, thread: Thread): string[] =>
  news(
    rig.sim.deliveries
      .filter(({ state }) => state !== 'dropped')
      .flatMap(({ body, attempts }) => attempts.map(() => hookOf(body)))
      .flatMap((one) => {
        const events = rig.desk.read(one)
        return events === 'forged' ? [] : events.filter((event) => event.thread === thread.id)
      }),
  )

describe('webhooks', () => {
  it.each([
    ['duplicateHook', { copies: 3 }],
    ['reorderHook', { ms: 20 }],
    ['delayHook', { ms: 20 }],
    ['escapedHook', {}],
    ['unknownAction', {}],
    ['foreignTraffic', {}],
    ['bareHook', {}],
  ] as const)('tell the same with the switch %s', (name, how) =>
    withLivechat(async (rig) => {
      rig.sim.faults.set(name, how)
      const thread = await stay(rig)
      const said = told(rig, thread)
      expect(said).toEqual(news(await allOf(rig.desk, thread)))
      expect(said.filter((one) => one.startsWith('agent'))).toHaveLength(2)
      expect(said.filter((one) => one.startsWith('resolved'))).toEqual(['resolved by agent'])
      expect(JSON.stringify(said)).not.toContain('CANARY')
      expect(rig.breaches()).toEqual([])
    }),
  )

  it.each([
    ['dropHook', {}],
    ['wrongSecret', { how: 'other' }],
    ['wrongSecret', { how: 'missing' }],
    ['foreignOrganization', {}],
  ] as const)('tell nothing with the switch %s %j, and a look tells it all', (name, how) =>
    withLivechat(async (rig) => {
      rig.sim.faults.set(name, how)
      const thread = await stay(rig)
      expect(told(rig, thread)).toEqual([])
      rig.sim.faults.clear()
      expect(news(await allOf(rig.desk, thread))).toHaveLength(5)
    }),
  )

  it('that were registered a moment ago and do not act yet (configLag) are no failure of the check', () =>
    withLivechat(async (rig) => {
      rig.sim.webhooks.splice(0)
      rig.sim.faults.set('configLag', { ms: 120_000 })
      const checks = await Array.fromAsync(rig.desk.check('mend'))
      expect(checks.filter(({ ok }) => ok === false)).toEqual([])
      const thread = await stay(rig)
      expect(told(rig, thread)).toEqual([])
      expect(news(await allOf(rig.desk, thread))).toHaveLength(5)
    }))
})

describe('the API', () => {
  it.each([
    ['latency', { ms: 20 }],
    ['drip', { bytes: 64, ms: 1 }],
    ['webhookFirst', {}],
  ] as const)('does no harm with the switch %s', (name, how) =>
    withLivechat(async (rig) => {
      rig.sim.faults.set(name, how)
      const thread = await stay(rig)
      expect(news(await allOf(rig.desk, thread))).toHaveLength(5)
      expect(rig.written(thread.id).filter(({ text }) => text.startsWith('hello'))).toHaveLength(1)
    }),
  )

  it('that answers without end (oversized) may have done it, and is looked at before it is asked again', () =>
    withLivechat(async (rig) => {
      const { thread } = await opened(rig)
      const order = say('once', null)
      rig.sim.faults.set('oversized', { on: 'send_event', bytes: 9 * 1_048_576, times: 1 })
      expect((await rig.desk.send(thread, order, false)).kind).toBe('unsure')
      await value(rig.desk.send(thread, order, true))
      expect(rig.written(thread.id).filter(({ text }) => text === 'once')).toHaveLength(1)
    }))

  it.each(['Legacy', 'Deprecation'])('that will end (aging, %s) is said to the owner, once', (how) => {
    const lines: object[] = []
    return withLivechat(
      async (rig) => {
        rig.sim.faults.set('aging', { how })
        await stay(rig)
        expect(lines.filter((one) => 'when' in one)).toMatchObject([
          { desk: 'livechat', when: '2027-06-30', level: 40 },
        ])
      },
      { lines },
    )
  })
})

describe('tokens', () => {
  it('that live a minute (shortTokens) are renewed in time, and no call is refused', () => {
    const clock = handClock()
    return withLivechat(
      async (rig) => {
        rig.sim.faults.set('shortTokens', { ms: 60_000, on: 'customer' })
        const { thread } = await opened(rig)
        for (let n = 0; n < 6; n++) {
          clock.turn(25_000)
          await value(rig.desk.send(thread, say(`${n}`, null), false))
        }
        expect(rig.sim.requests.filter(({ status }) => status === 401)).toEqual([])
        expect(rig.sim.requests.filter(({ path }) => path.includes('customer/token')).length).toBeGreaterThan(2)
      },
      { clock },
    )
  })

  it('that the account may not make (agentTokenRefused) close it, with the mend', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('agentTokenRefused')
      expect(await rig.desk.identify(rig.visitor(), null, false)).toMatchObject({
        ...{ kind: 'retry', scope: 'account' },
        why: { code: 'token-forbidden', detail: expect.stringContaining('customers:own') as string },
      })
      const checks = await Array.fromAsync(rig.desk.check('read'))
      expect(checks.filter(({ ok }) => ok === false).every(({ mend }) => mend)).toBe(true)
    }))
})

it('a chat that LiveChat archives for its silence (inactivity) has ended, by nobody', () => {
  const clock = handClock()
  return withLivechat(
    async (rig) => {
      rig.sim.faults.set('inactivity', { ms: 60_000 })
      const { thread } = await opened(rig)
      clock.turn(61_000)
      await soon(() => expect(rig.isOpen(thread.id)).toBe(false))
      await rig.sim.quiet()
      expect(news(heard(rig, thread)).filter((one) => one.startsWith('resolved'))).toEqual(['resolved by system'])
      expect(await rig.desk.send(thread, say('late', null), false)).toEqual({ kind: 'gone', why: 'closed' })
    },
    { clock },
  )
})

describe('sockets', () => {
  it('whose pushes are lost (dropPush) take nothing from what webhooks tell', () =>
    withLivechat(async (rig) => {
      const { thread, ear } = await watched(rig)
      rig.sim.faults.set('dropPush')
      rig.agent.says(thread.id, 'hi')
      await rig.sim.quiet()
      expect(news(heard(rig, thread)).some((one) => one.includes('hi'))).toBe(true)
      expect(ear.events).toEqual([])
      ear.stop()
    }))

  it('whose pushes come before their answers (pushFirst) let us in all the same', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('pushFirst')
      const { thread, ear } = await watched(rig)
      rig.sim.agent.typing(thread.id, true)
      await soon(() => expect(ear.passings).toHaveLength(1))
      ear.stop()
    }))

  it('that tell a place in the queue as properties too (queueInProperties) tell the place', () =>
    withLivechat(async (rig) => {
      rig.sim.faults.set('queueInProperties')
      const first = await watched(rig)
      const second = await watched(rig)
      await here(rig, second.thread)
      await value(rig.desk.send(first.thread, { kind: 'close', key: id(), by: 'visitor' }, false))
      const places = () => second.ear.events.flatMap((one) => (one.kind === 'queued' ? [one.position] : []))
      await soon(() => expect(places().at(-1)).toBe(1))
      for (const { ear } of [first, second]) ear.stop()
    }))
})

/** Baton has no bot there. */
const notOurs: FaultName[] = ['botTokenOverlap']

it('every switch of the simulated account has a test with the adapter', () => {
  const tests = globSync('*.ts', { cwd: import.meta.dirname })
    .filter((name) => name.endsWith('.test.ts') || name.endsWith('-rig.ts'))
    .map((name) => readFileSync(path.join(import.meta.dirname, name), 'utf8'))
    .join('\n')
  const names = Object.keys(catalogue) as FaultName[]
  expect(names.filter((name) => !notOurs.includes(name) && !tests.includes(`'${name}'`))).toEqual([])
})
