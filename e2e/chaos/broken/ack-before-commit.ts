import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Clock } from '../../../server/src/clock.ts'
import type { Event } from '../../../server/src/conversation/events.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import type { Log, Store, Written } from '../../../server/src/store/store.ts'
import { over } from '../watched.ts'

/** Long enough that some kill falls between the answer and the write: what a queue in memory does. */
const behind = 30

/** Breaks "stored means stored": a visitor's word is acknowledged at once, and written a little later. */
export function ackBeforeCommit(store: Store, _clock: Clock): Store {
  const { log } = store
  const lanes = new Map<ConversationId, Promise<unknown>>()
  // One at a time, so that what was foretold comes true unless the server dies.
  const inLane = <T>(id: ConversationId, work: () => Promise<T>): Promise<T> => {
    const turn = (lanes.get(id) ?? Promise.resolve()).then(work)
    lanes.set(
      id,
      turn.catch(() => undefined),
    )
    return turn
  }
  const late: Log['write'] = (id, by, decide) =>
    new Promise((answer, fail) => {
      void inLane(id, async () => {
        const now = await log.get(id)
        if (!now || (await log.seqOf(id, by.origin)) !== null) return answer(await log.write(id, by, decide))
        const events = decide(now).events.map((body, n) => ({ ...body, seq: now.seq + n + 1, at: Date.now() }) as Event)
        const conversation = events.reduce(fold, now)
        answer({ conversation, events, seq: conversation.seq as Seq, repeated: false } satisfies Written)
        await new Promise((resolve) => setTimeout(resolve, behind))
        await log.write(id, by, decide)
      }).catch(fail)
    })
  return {
    ...store,
    log: over(log, {
      write: (id, by, decide) =>
        by.origin.startsWith('v:') ? late(id, by, decide) : inLane(id, () => log.write(id, by, decide)),
    }),
  }
}
