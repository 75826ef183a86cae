/** For tests: what stands around a desk without a wire, whoever's it is. */
import type { Outcome } from '../outcome.ts'
import type { DeskMemory } from './desk.ts'

/** As the courier does: what is in doubt is asked with doubt, until it is settled. */
export async function surely<T, Gone extends 'gone' = never>(
  ask: (doubt: boolean) => Promise<Outcome<T>>,
  /** Given where a thread may be closed meanwhile; else that is a failure. */
  gone?: Gone,
): Promise<T | Gone> {
  let doubt = false
  for (let n = 0; n < 200; n++) {
    const outcome = await ask(doubt)
    if (outcome.kind === 'done') return outcome.value
    if (outcome.kind === 'gone' && gone) return gone
    if (outcome.kind === 'refused' || outcome.kind === 'gone') throw new Error(JSON.stringify(outcome))
    doubt ||= outcome.kind === 'unsure'
  }
  throw new Error('it is never settled')
}

/** One server's, or what several share. */
export function memoryOf(): DeskMemory {
  const rows = new Map<string, { value: never; version: number }>()
  return {
    get: async (key) => rows.get(key) ?? null,
    async set(key, value, was) {
      if ((rows.get(key)?.version ?? null) !== was) return false
      rows.set(key, { value: value as never, version: (was ?? 0) + 1 })
      return true
    },
    async remove(key) {
      rows.delete(key)
    },
    alone: (_key, _lease, work) => work(),
  }
}
