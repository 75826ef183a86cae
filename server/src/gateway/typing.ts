import type { ConversationId, Time } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Limits } from './limits.ts'
import type { Known } from './store-input.ts'

/** Tells the desk that holds a conversation, if one does. Best effort. */
export type Signal = (conversation: ConversationId, what: Passing | { seen: Time }) => Promise<void>

/** The visitor types. Shown to whoever answers, never stored; too many are dropped, but not the end of what was shown. */
export async function typing(
  session: Known,
  frame: { on: boolean },
  given: { limits: Pick<Limits, 'passing'>; signal: Signal },
): Promise<'ok' | 'dropped'> {
  const isEnd = session.typing && !frame.on
  if (!isEnd && given.limits.passing.take(session.visitor) > 0) return 'dropped'
  session.typing = frame.on
  await given.signal(session.current, { kind: 'typing', by: 'visitor', on: frame.on })
  return 'ok'
}
