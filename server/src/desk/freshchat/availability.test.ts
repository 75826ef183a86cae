import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import type { Outgoing, OutgoingRequest } from '../../outgoing.ts'
import { createAvailability } from '../availability.ts'
import { availabilityOf } from './availability.ts'
import { createClient } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import { withFreshchat } from './conformance-rig.ts'
import { createDirectory } from './directory.ts'

const config: FreshchatConfig = {
  origin: 'https://a.freshchat.com',
  loopback: false,
  tokens: ['t'],
  leftOut: [],
  keys: [],
  topic: { id: 'c' },
  agentEmail: 'bot@acme.com',
  assign: { agent: null, group: null },
  appId: null,
}

/** Answers by path; undefined never answers. */
function world(answers: { [path: string]: unknown }) {
  let now = 0
  const timers: (() => void)[] = []
  const calls: string[] = []
  const clock = {
    now: () => now as Time,
    after(_ms: number, then: () => void) {
      timers.push(then)
      return () => {}
    },
  }
  const outgoing: Outgoing = {
    async call({ url }: OutgoingRequest) {
      const path = new URL(url).pathname.replace('/v2', '')
      calls.push(path)
      const body = answers[path]
      if (body === undefined) await new Promise(() => {})
      if (body === 500) return { kind: 'answered', status: 500, headers: new Headers(), bytes: Buffer.from('no') }
      return { kind: 'answered', status: 200, headers: new Headers(), bytes: Buffer.from(JSON.stringify(body)) }
    },
  }
  const client = createClient({ config, outgoing, clock })
  const directory = createDirectory({ client, config, clock })
  return {
    availability: createAvailability(clock, () => availabilityOf({ client, config, directory })),
    calls,
    turn: (ms: number) => (now += ms),
    timers,
  }
}

const hours = '/business-hours/within-bh'
const there = { agents: [{ id: '1', email: 'ann@acme.com', availability_status: 'AVAILABLE' }] }
const nobody = { agents: [] }

describe('availability at Freshchat', () => {
  it('is open, busy, closed or unknown, by hours and agents together', async () => {
    const cases: [unknown, unknown, string][] = [
      [true, there, 'open'],
      [true, nobody, 'busy'],
      [false, there, 'closed'],
      [false, nobody, 'closed'],
      [500, there, 'open'],
      [500, nobody, 'unknown'],
      [true, 500, 'unknown'],
      [false, 500, 'closed'],
      [500, 500, 'unknown'],
      [{ within_business_hours: false }, nobody, 'closed'],
      [{ a: true, b: false }, nobody, 'unknown'],
      ['yes', nobody, 'unknown'],
      [null, there, 'open'],
      [true, { agents: 'none' }, 'unknown'],
      [true, { agents: [{ id: '1' }] }, 'unknown'],
      [true, { agents: [{ id: '1', availability_status: 'UNAVAILABLE' }] }, 'busy'],
      [true, { agents: [{ id: '1', availability_status: 'AVAILABLE', is_deactivated: true }] }, 'busy'],
      [true, { agents: [{ id: '1', email: 'Bot@acme.com', availability_status: 'AVAILABLE' }] }, 'busy'],
    ]
    for (const [within, agents, kind] of cases) {
      const answer = await world({ [hours]: within, '/agents': agents }).availability()
      const down = within === 500 && agents === 500 ? { down: true } : {}
      expect(answer, JSON.stringify([within, agents])).toEqual({ kind, ...down })
    }
  })

  it('is asked for once a minute, and by many at once only once', async () => {
    const { availability, calls, turn } = world({ [hours]: true, '/agents': there })
    await Promise.all([availability(), availability(), availability()])
    turn(59_000)
    await availability()
    expect(calls).toHaveLength(2)
    turn(2_000)
    await availability()
    expect(calls).toHaveLength(4)
  })

  it('is not taken for down when it is back', async () => {
    const answers: { [path: string]: unknown } = { [hours]: 500, '/agents': 500 }
    const { availability, turn } = world(answers)
    expect(await availability()).toEqual({ kind: 'unknown', down: true })
    Object.assign(answers, { [hours]: true, '/agents': there })
    turn(2_100)
    expect(await availability()).toEqual({ kind: 'open' })
  })

  it('is unknown for who would have to wait longer than two seconds', async () => {
    const { availability, timers } = world({})
    const answer = availability()
    timers[0]?.()
    expect(await answer).toEqual({ kind: 'unknown', down: true })
  })

  it('counts the group that new conversations go to, in either shape of the list', () =>
    withFreshchat(async (rig) => {
      const billing = rig.make({ assign: { group: 'Billing' } })
      expect((await billing.availability()).kind).toBe('open')
      for (const agent of rig.sim.agents) agent.available = agent.firstName === 'Ann'
      for (const shape of ['list', 'text']) {
        if (shape === 'text') rig.sim.faults.set('groupsAsText')
        // Ann is there, and not of Billing.
        expect((await rig.make({ assign: { group: 'Billing' } }).availability()).kind).toBe('busy')
        expect((await rig.make({ assign: { group: 'Support' } }).availability()).kind).toBe('open')
      }
      expect((await rig.make({ assign: { group: 'Nobody' } }).availability()).kind).toBe('unknown')
      expect(rig.breaches()).toEqual([])
    }))
})
