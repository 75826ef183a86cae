import type { Seq } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Limits } from './limits.ts'
import type { Known } from './store-input.ts'
import type { Signal } from './typing.ts'

/** The visitor has everything up to there on the screen. Told to the desk, never stored; too many are dropped. */
export async function seen(
  session: Known,
  _frame: { upTo: Seq },
  given: { limits: Pick<Limits, 'passing'>; signal: Signal; clock: Pick<Clock, 'now'> },
): Promise<'ok' | 'dropped'> {
  if (given.limits.passing.take(session.visitor) > 0) return 'dropped'
  await given.signal(session.current, { seen: given.clock.now() })
  return 'ok'
}
