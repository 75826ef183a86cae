import type { Ms, Time } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { DeskMemory } from '../desk.ts'

/** When webhooks of the account came last, to whichever server. Freshchat does not tell where they go, so only this shows it. */
export interface HooksHeard {
  heard(how: 'signed' | 'forged'): void
  last(): Promise<Heard>
  /** Which came since then, waited for so long; null: none. */
  since(began: Time, within: Ms): Promise<'signed' | 'forged' | null>
}

export type Heard = { signed: Time | null; forged: Time | null }

const key = 'hooks-heard'
/** Each server writes it down at most so often, however many come. */
const apart: Ms = 1_000
const lookAgain: Ms = 200
const time = z
  .number()
  .nullable()
  .transform((at) => at as Time | null)
const kept = z.object({ signed: time, forged: time })

export function createHooksHeard(from: {
  memory: DeskMemory
  clock: Clock
  trouble(error: unknown): void
}): HooksHeard {
  const { memory, clock } = from
  const written = { signed: 0, forged: 0 }

  async function read(): Promise<{ heard: Heard; version: number | null }> {
    const row = await memory.get(key)
    const heard = kept.safeParse(row?.value).data ?? { signed: null, forged: null }
    return { heard, version: row?.version ?? null }
  }

  async function write(how: 'signed' | 'forged', at: Time): Promise<void> {
    const { heard, version } = await read()
    await memory.set(key, { ...heard, [how]: at }, version)
  }

  return {
    heard(how) {
      const now = clock.now()
      if (now - written[how] < apart) return
      written[how] = now
      write(how, now).catch(from.trouble)
    },
    last: async () => (await read()).heard,
    async since(began, within) {
      const until = clock.now() + within
      // What came just before it may have kept it from being written down.
      const least = began - apart
      for (;;) {
        const { signed, forged } = (await read()).heard
        if (signed !== null && signed >= least) return 'signed'
        if (clock.now() >= until) return forged !== null && forged >= least ? 'forged' : null
        await new Promise<void>((resolve) => void clock.after(lookAgain, resolve))
      }
    },
  }
}
