// For tests only: a thread that is watched over the simulator's sockets, with a clock that can be turned.
import type { Time } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { expect } from 'vitest'
import { type Clock, systemClock } from '../../clock.ts'
import { heard, opened } from '../conformance.ts'
import type { Desk, DeskEvent, Thread } from '../desk.ts'
import type { Rig } from './conformance-rig.ts'

/** What a watcher was told, in order. */
export function watcher(desk: Desk, thread: Thread) {
  const events: DeskEvent[] = []
  const passings: Passing[] = []
  const stop = desk.watch(thread, {
    event: (event) => void events.push(event),
    passing: (passing) => void passings.push(passing),
  })
  return { events, passings, stop, said: () => events.filter(({ kind }) => kind === 'said') }
}

/** Let in, as the simulator knows. Our end may not know it yet, or be on its way to another region. */
export async function watching(rig: Rig, desk = rig.desk) {
  const { thread } = await opened(rig)
  const ear = watcher(desk, thread)
  await here(rig, thread)
  return { thread, ear }
}

/** Let in, as both ends know: a clock that is turned before ours does would end what waits for it. */
export async function watched(rig: Rig, desk = rig.desk) {
  const { thread, ear } = await watching(rig, desk)
  for (const on of [true, false]) {
    rig.sim.agent.typing(thread.id, on)
    await soon(() => expect(ear.passings.at(-1)).toMatchObject({ kind: 'typing', on }))
  }
  ear.passings.splice(0)
  return { thread, ear }
}

/** Each agent's two ids, joined: something they wrote came both ways. */
export async function known(rig: Rig, thread: Thread): Promise<void> {
  rig.agent.says(thread.id, 'the first words')
  heard(rig, thread)
}

/** The visitor's sockets that are logged in. */
export const socketsOf = (rig: Rig, thread: Thread): number =>
  rig.sim.sockets.filter(({ holder }) => holder === thread.visitor.id).length

export const here = async (rig: Rig, thread: Thread, count = 1): Promise<void> =>
  await expect.poll(() => socketsOf(rig, thread), { interval: 5, timeout: 5_000 }).toBe(count)

/** Waits for a fact. */
export const soon = async (assertion: () => void): Promise<void> =>
  await expect.poll(() => outcomeOf(assertion), { interval: 5, timeout: 5_000 }).toBe('well')

function outcomeOf(assertion: () => void): string {
  try {
    assertion()
    return 'well'
  } catch (error) {
    return String(error)
  }
}

/** Our own clock, whose timers go off when its hands are turned past them; sockets and stores go on by the real one. */
export function handClock(): Clock & { turn(ms: number): void; waiting(): number } {
  let ahead = 0
  const due = new Set<{ at: number; then: () => void }>()
  const now = () => (systemClock.now() + ahead) as Time
  return {
    now,
    waiting: () => due.size,
    after(ms, then) {
      const entry = { at: now() + ms, then: () => {} }
      const stopReal = systemClock.after(ms, () => entry.then())
      entry.then = () => {
        if (!due.delete(entry)) return
        stopReal()
        then()
      }
      due.add(entry)
      return () => {
        due.delete(entry)
        stopReal()
      }
    },
    turn(ms) {
      ahead += ms
      for (const entry of [...due].sort((a, b) => a.at - b.at)) if (entry.at <= now()) entry.then()
    },
  }
}

/** Ids of agents in a customer's eyes as samples of the vendor have them, besides the usual 32 hex letters (contract §0.8, §1.6). */
export const oddAgentIds = ['d17cd570-11a9-45c0-85c0-1b020b7586dc', 'b5657aff-34dd-32e1-98160d54666df9d8', 'A-1']
