import type { ConversationId } from '@baton/shared/ids.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import type { Log } from './store.ts'

/** Conversations with news lately; a few kB each. */
const most = 1_000

/**
 * A log that nobody else writes to, which keeps what it wrote last of a conversation: whoever is told of news asks for just
 * that, a moment later. It is kept when the write resolves, so after the commit, and a write reads the row itself.
 */
export function keepingNewest(log: Log): { log: Log; forget(): void } {
  const newest = new Map<ConversationId, { conversation: Conversation; events: Event[] }>()

  const keeping: Log = {
    ...log,
    async write(id, by, decide) {
      const written = await log.write(id, by, decide)
      if (typeof written === 'string' || written.repeated) return written
      newest.delete(id)
      newest.set(id, { conversation: written.conversation, events: written.events })
      const [oldest] = newest.keys()
      if (newest.size > most && oldest !== undefined) newest.delete(oldest)
      return written
    },
    async get(id) {
      return newest.get(id)?.conversation ?? (await log.get(id))
    },
    async read(id, from, way, limit) {
      const known = way === 'on' ? newest.get(id) : undefined
      if (known && from === known.conversation.seq - known.events.length && known.events.length <= limit)
        return known.events
      return await log.read(id, from, way, limit)
    },
  }
  return { log: keeping, forget: () => newest.clear() }
}
