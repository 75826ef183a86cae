import type { ConversationId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Bell } from '../bell/bell.ts'
import type { Conversation, Handoff } from '../conversation/conversation.ts'
import { isUnderWay } from '../conversation/fold.ts'
import type { Desk, DeskEvent, Thread } from './desk.ts'

/**
 * A desk's live feed of a stay, for as long as its visitor looks on here: typing, previews, and what a webhook brings as well. What comes
 * only this way may be lost.
 */
export interface LiveFeeds {
  /** The visitor looks on, and this is how their conversation stands. */
  by(now: Conversation): void
  byNobody(id: ConversationId): void
  /** Desks may have been built anew: begins each feed anew. */
  renew(): void
  stop(): void
}

type Feed = { of: string; now: Conversation; handoff: Handoff; stop: () => void }

export function createLiveFeeds(given: {
  place: (now: Conversation, handoff: Handoff) => Promise<{ desk: Desk; thread: Thread } | null>
  ingest: (id: ConversationId, event: DeskEvent) => Promise<void>
  bell: Pick<Bell, 'pass'>
  logger: Logger
}): LiveFeeds {
  const { place, ingest, bell, logger } = given
  const feeds = new Map<ConversationId, Feed>()
  /** What one feed tells is taken in one after the other. */
  const lanes = new Map<ConversationId, Promise<void>>()

  function end(id: ConversationId): void {
    feeds.get(id)?.stop()
    feeds.delete(id)
  }

  function begin(now: Conversation, handoff: Handoff, of: string): void {
    const { id } = now
    let stopped = false
    const cancel = () => {
      stopped = true
    }
    const feed: Feed = { of, now, handoff, stop: cancel }
    feeds.set(id, feed)
    const trouble = (error: unknown) => logger.warn({ err: error, conversation: id }, 'a live feed could not be used')
    place(now, handoff).then((at) => {
      if (stopped || !at) return
      const unwatch = at.desk.watch(at.thread, {
        event(event) {
          if (stopped) return
          const lane = (lanes.get(id) ?? Promise.resolve()).then(() => ingest(id, event)).catch(trouble)
          lanes.set(id, lane)
          void lane.then(() => lanes.get(id) === lane && lanes.delete(id))
        },
        passing: (passing) => void (stopped || bell.pass(id, passing)),
      })
      feed.stop = () => {
        cancel()
        unwatch()
      }
    }, trouble)
  }

  return {
    by(now) {
      const { handoff } = now
      const of =
        handoff && isUnderWay(handoff) && handoff.thread !== null
          ? JSON.stringify([handoff.id, handoff.account, handoff.thread, handoff.stretch])
          : null
      if (feeds.get(now.id)?.of === of) return
      end(now.id)
      if (handoff && of !== null) begin(now, handoff, of)
    },
    byNobody: end,
    renew() {
      for (const [id, { now, handoff, of }] of [...feeds]) {
        end(id)
        begin(now, handoff, of)
      }
    },
    stop() {
      for (const id of [...feeds.keys()]) end(id)
    },
  }
}
