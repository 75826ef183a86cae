import type { Time } from '@baton/shared/ids.ts'
import { describe, expect, it } from 'vitest'
import { deskNamed, thread, World } from './histories.ts'
import type { OfficeHours } from './hours.ts'
import type { ThreadId } from './ids.ts'
import type { Policy } from './policy.ts'

/** The world's clock stands at a Thursday, 0:00:01. */
const thursday = [{ from: 0, to: 60 }]
const open: OfficeHours = { timeZone: 'UTC', week: [[], [], [], [], thursday, [], []], closed: [] }
const closed: OfficeHours = { ...open, closed: ['1970-01-01'] }
const first = deskNamed('support', { otherwise: 'sales' })
const second = deskNamed('sales')
const both: Partial<Policy> = { desks: [first, second] }
const asking = (policy: Partial<Policy>): World => {
  const world = new World(policy)
  world.take({ kind: 'askedForPerson' })
  return world
}

describe('the second desk is asked in the same stay', () => {
  it('when the first says that it is closed', () => {
    const world = asking(both)
    const { stint, handoff } = world.now
    world.available({ kind: 'closed', until: 9_000 })
    expect(world.log.at(-1)).toMatchObject({
      kind: 'handoffMoved',
      desk: 'sales',
      account: second.account,
      why: 'closed',
    })
    expect(world.now).toMatchObject({
      mode: 'waiting',
      stint,
      handoff: { id: handoff?.id, desk: 'sales', tried: ['support'] },
    })
    expect(world.tasks('availability')).toHaveLength(2)
  })

  it('when the first is down, and not where a desk just cannot tell', () => {
    const down = asking(both)
    down.available({ kind: 'unknown', down: true })
    expect(down.log.at(-1)).toMatchObject({ kind: 'handoffMoved', why: 'down' })
    const silent = asking(both)
    silent.available({ kind: 'unknown' })
    expect(silent.now.handoff).toMatchObject({ desk: 'support' })
    expect(silent.tasks('open')).toHaveLength(1)
  })

  it('when the first refuses the opening, and its opening is not owed any more', () => {
    const world = asking(both)
    world.available({ kind: 'open' })
    world.refuses('open')
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffMoved', why: 'refused' })
    expect(world.tasks('open')).toEqual([])
    world.available({ kind: 'open' })
    expect(world.owed.at(-1)).toMatchObject({ lane: 'desk:sales', account: second.account, task: { kind: 'open' } })
  })

  it('when the first is outside of its hours, and that wait has its end too', () => {
    const world = asking({
      desks: [
        { ...first, hours: closed },
        { ...second, hours: open },
      ],
    })
    expect(world.kinds()).toEqual(['handoffRequested', 'handoffMoved'])
    expect(world.tasks('availability')).toHaveLength(1)
    expect(world.tasks('timer')).toEqual([{ kind: 'timer', name: 'wait', stint: world.now.stint }])
    world.waitEnds()
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'timedOut' })
  })

  it('with all that the visitor wrote meanwhile', () => {
    const world = asking(both)
    const [said] = world.say('hello?')
    world.available({ kind: 'closed' })
    world.available({ kind: 'open' })
    world.bind(thread, 100)
    expect(world.owed.at(-2)).toMatchObject({ lane: 'desk:sales', task: { kind: 'say', target: said?.seq } })
  })
})

describe('the wait goes on', () => {
  it('with the timer that it began with', () => {
    const world = asking(both)
    const before = world.tasks('timer')
    world.available({ kind: 'closed' })
    expect(world.tasks('timer')).toEqual(before)
    world.waitEnds()
    expect(world.now.mode).toBe('bot')
  })

  it('and ends as closed when nobody is at the last desk either, with its own opening time', () => {
    const world = asking(both)
    world.available({ kind: 'closed', until: 9_000 })
    world.available({ kind: 'closed', until: 8_000 })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed', opensAt: 8_000 })
  })

  it('and ends at once when all are outside of their hours', () => {
    const world = asking({
      desks: [
        { ...first, hours: closed },
        { ...second, hours: closed },
      ],
    })
    expect(world.kinds()).toEqual(['handoffRequested', 'handoffMoved', 'handoffEnded'])
    expect(world.owed.map(({ task }) => task.kind)).toEqual(['turn'])
  })
})

describe('no desk is asked twice in a stay', () => {
  it('where two stand in for each other', () => {
    const world = asking({ desks: [first, { ...second, otherwise: 'support' }] })
    world.available({ kind: 'closed' })
    world.available({ kind: 'closed' })
    expect(world.kinds()).toEqual(['handoffRequested', 'handoffMoved', 'handoffEnded'])
  })

  it('where three stand in a ring, whichever way they say no', () => {
    const ring = [first, { ...second, otherwise: 'third' }, deskNamed('third', { otherwise: 'support' })]
    const world = asking({ desks: ring })
    world.available({ kind: 'unknown', down: true })
    world.available({ kind: 'open' })
    world.refuses('open')
    world.available({ kind: 'unknown', down: true })
    expect(world.tasks('open')).toHaveLength(1)
    world.refuses('open')
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'failed' })
    expect(world.kinds().filter((kind) => kind === 'handoffMoved')).toHaveLength(2)
  })

  it('where one stands in for itself', () => {
    const world = asking({ desks: [{ ...first, otherwise: 'support' }] })
    world.available({ kind: 'closed' })
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'deskClosed' })
  })
})

describe('after a move', () => {
  it('news of the first desk’s account change nothing', () => {
    const world = asking(both)
    world.available({ kind: 'closed' })
    world.available({ kind: 'open' })
    world.bind(thread, 100)
    const from = { kind: 'desk', account: first.account, thread, stretch: null, at: 200 as Time } as const
    expect(world.take({ ...from, told: { kind: 'resolved', by: 'agent' } })).toEqual([])
    expect(world.now.mode).toBe('waiting')
    world.resolves(300)
    expect(world.now.mode).toBe('bot')
  })

  it('nobody moves on any more: a stay that was open somewhere ends when it cannot be opened anew', () => {
    const world = asking(both)
    world.available({ kind: 'open' })
    world.bind(thread as ThreadId, 100)
    const told = { kind: 'joined', agent: 'ann' as never, vendor: 'v' } as const
    world.take({ kind: 'desk', account: first.account, thread, stretch: null, at: 200 as Time, told })
    world.take({ kind: 'threadGone', handoff: world.stay, why: 'replaced', target: null })
    world.refuses('open')
    expect(world.log.at(-1)).toMatchObject({ kind: 'handoffEnded', how: 'failed' })
    expect(world.now.mode).toBe('bot')
  })

  it('takes no refusal of an opening for a thread that is there', () => {
    const world = asking(both)
    world.available({ kind: 'open' })
    world.bind(thread, 100)
    expect(world.refuses('open')).toEqual([])
    expect(world.now.mode).toBe('waiting')
  })
})
