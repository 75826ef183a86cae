import type { Queued } from './send-queue.ts'
import type { History } from './timeline.ts'

/**
 * Which sends the history accounts for: what was stored shows there once the cursor has passed it, and what lost its answer
 * shows there by its key.
 */
export function settledIn({ cursor, stretches }: History): (entry: Pick<Queued, 'key' | 'stored'>) => boolean {
  const events = stretches.flatMap((stretch) => stretch.events)
  const keys = new Set(events.map((event) => ('key' in event ? event.key : null)))
  return ({ key, stored }) => {
    if (keys.has(key)) return true
    if (!stored || !cursor) return false
    if (stored.conversation !== cursor.conversation) return stored.conversation < cursor.conversation
    return stored.seq <= cursor.seq
  }
}
