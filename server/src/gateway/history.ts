import type { ConversationId, VisitorId } from '@baton/shared/ids.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Log } from '../store/store.ts'

/** How many of a visitor's conversations are shown as one history. */
const conversationsShown = 200

/**
 * The way from a visitor to what is theirs. Whatever a frame names is looked up from here, so that a foreign conversation
 * and one that does not exist are the same: null.
 */
export interface History {
  own(visitor: VisitorId, id: ConversationId): Promise<Conversation | null>
  /** The conversation that the visitor began right after that one; null: it is their newest. */
  following(visitor: VisitorId, id: ConversationId): Promise<Conversation | null>
  /** The one right before it; null: it is their first. */
  preceding(visitor: VisitorId, id: ConversationId): Promise<Conversation | null>
}

export function createHistory(log: Pick<Log, 'get' | 'conversationsOfVisitor'>): History {
  async function neighbour(visitor: VisitorId, id: ConversationId, step: 1 | -1): Promise<Conversation | null> {
    const newestFirst = await log.conversationsOfVisitor(visitor, conversationsShown)
    const at = newestFirst.findIndex((one) => one.id === id)
    const other = at < 0 ? undefined : newestFirst[at - step]
    return other ? await log.get(other.id) : null
  }
  return {
    async own(visitor, id) {
      const conversation = await log.get(id)
      return conversation?.visitor === visitor ? conversation : null
    },
    following: (visitor, id) => neighbour(visitor, id, 1),
    preceding: (visitor, id) => neighbour(visitor, id, -1),
  }
}
