import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { DeskMemory } from '../desk.ts'

/** Whether a test of ours came back by a webhook, to whichever server it went. */
export interface Echoes {
  /** Before it goes out: what nobody waits for is not kept. */
  expect(customId: string): Promise<void>
  heard(customId: string | undefined): void
  comesBack(customId: string, within: Ms): Promise<boolean>
}

const testMark = 'open:check-'
export const testId = (word: string): string => `${testMark}${word}/1`

const lookAgain: Ms = 200

export function createEchoes(from: { memory: DeskMemory; clock: Clock; trouble(error: unknown): void }): Echoes {
  const { memory, clock } = from
  return {
    heard(customId) {
      if (!customId?.startsWith(testMark)) return
      arrived(memory, keyOf(customId)).catch(from.trouble)
    },
    async expect(customId) {
      await memory.set(keyOf(customId), false, null)
    },
    async comesBack(customId, within) {
      const until = clock.now() + within
      for (;;) {
        const came = (await memory.get(keyOf(customId)))?.value === true
        if (came || clock.now() >= until) {
          await memory.remove(keyOf(customId))
          return came
        }
        await new Promise<void>((resolve) => void clock.after(lookAgain, resolve))
      }
    },
  }
}

async function arrived(memory: DeskMemory, key: string): Promise<void> {
  const row = await memory.get(key)
  if (row?.value === false) await memory.set(key, true, row.version)
}

const keyOf = (customId: string): string => `echo:${customId}`
