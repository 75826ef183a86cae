import type { Ms, Time } from '@baton/shared/ids.ts'
import { timeOf } from '@baton/shared/ids.ts'
import type { Chance } from './chance.ts'
import type { Clock } from './clock.ts'
import type { Storage } from './storage.ts'

/** For tests: time passes only when it is told to, and what was due happens in order. */
export type FakeClock = Clock & { pass(span: Ms): Promise<void>; pending(): number }

export function createFakeClock(start = 1_700_000_000_000): FakeClock {
  let now: Time = timeOf(start)
  let timers: { at: number; work: () => void }[] = []
  return {
    now: () => now,
    after(wait, work) {
      const timer = { at: now + wait, work }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    pending: () => timers.length,
    async pass(span) {
      const end = now + span
      await settled()
      for (;;) {
        const due = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers = timers.filter((timer) => timer !== due)
        now = timeOf(Math.max(now, due.at))
        due.work()
        await settled()
      }
      now = timeOf(end)
    },
  }
}

/** Every promise that could go on has gone on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

/** Always the same fraction; keys count up. */
export function createFakeChance(name = 'key'): Chance {
  let nth = 0
  return { fraction: () => 1, key: () => `${name}-${String(++nth).padStart(8, '0')}` as ReturnType<Chance['key']> }
}

/** For tests: one browser's storage, of which each tab has its own view. */
export function createFakeStorage(): { tab(): Storage; values: Map<string, string> } {
  const values = new Map<string, string>()
  const tabs: { hear(name: string, value: string | null): void }[] = []
  return {
    values,
    tab() {
      const listeners = new Set<(name: string, value: string | null) => void>()
      const self = {
        hear(name: string, value: string | null) {
          for (const listener of listeners) listener(name, value)
        },
      }
      tabs.push(self)
      const tell = (name: string, value: string | null) => {
        for (const tab of tabs) if (tab !== self) tab.hear(name, value)
      }
      return {
        get: (name) => values.get(name) ?? null,
        set(name, value) {
          values.set(name, value)
          tell(name, value)
        },
        remove(name) {
          if (values.delete(name)) tell(name, null)
        },
        names: (prefix) => [...values.keys()].filter((name) => name.startsWith(prefix)),
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      }
    },
  }
}
