import type { Ms } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Availability } from '../conversation/inputs.ts'

/** Calls cost owners money, and a minute changes little. */
const keep: Ms = 60_000
/** A handoff never waits longer to know; the answer is there for the next one. */
const patience: Ms = 2_000

/** Nobody answers there, so nobody can be asked there. */
export const down: Availability = { kind: 'unknown', down: true }

/** Asks a desk whether somebody may come, once for all who want to know. That it is down is news for no longer than one waits for it. */
export function createAvailability(clock: Clock, ask: () => Promise<Availability>): () => Promise<Availability> {
  let known: { until: number; answer: Promise<Availability> } | null = null

  return async () => {
    if (!known || known.until <= clock.now()) {
      const fresh = { until: clock.now() + keep, answer: ask().catch(() => down) }
      known = fresh
      void fresh.answer.then((answer) => {
        if (answer.kind === 'unknown' && answer.down) fresh.until = clock.now() + patience
      })
    }
    const late = Promise.withResolvers<Availability>()
    const stop = clock.after(patience, () => late.resolve(down))
    const answer = await Promise.race([known.answer, late.promise])
    stop()
    return answer
  }
}
