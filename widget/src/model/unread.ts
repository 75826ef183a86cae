import type { Visible } from '@baton/shared/timeline.ts'
import type { Memory } from './drawer.ts'
import type { History } from './timeline.ts'

/** How many messages the visitor has not seen. Without a mark everything counts as seen: there was no visitor before. */
export function countUnread(history: History, seen: Memory['seen']): number {
  const current = history.stretches.at(-1)
  if (!current || !seen) return 0
  const from = seen.conversation === current.conversation ? seen.seq : 0
  return current.events.filter((event) => event.seq > from && isHeard(event)).length
}

/** Said to the visitor, not by them; or asked, where somebody who does not look would wait in vain. */
export const isHeard = (event: Visible) =>
  event.kind === 'botSaid' || event.kind === 'agentSaid' || (event.kind === 'asked' && event.ask.kind === 'waitOver')
