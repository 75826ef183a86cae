import type { Stored } from '@baton/shared/frames.ts'
import type { ConversationId, SendKey } from '@baton/shared/ids.ts'
import type { Input } from '../conversation/inputs.ts'
import { visitorOrigin } from '../conversation/origin.ts'
import type { Log } from '../store/store.ts'
import { type Beginning, begin } from './begin.ts'
import type { Session } from './session.ts'

export type Known = Session & { visitor: NonNullable<Session['visitor']>; current: ConversationId }
export type Storing = Beginning & { log: Beginning['log'] & Pick<Log, 'seqOf' | 'read'> }

/** A session that has said hello; before it there is nobody whose frame it could be. */
export const isKnown = (session: Session): session is Known => session.visitor !== null && session.current !== null

/**
 * Records what a visitor did. When it resolves it is on disk; the same key again gets the first answer again, also when the
 * conversation that took it was closed since. A closed conversation takes nothing: the next one is begun for it.
 */
export async function storeInput(session: Known, key: SendKey, input: Input, given: Storing): Promise<Stored> {
  const before = await storedBefore(session.former, key, given.log)
  if (before) return before
  const stored = await storeIn(session.current, key, input, given)
  if (stored) return stored
  const next = await begin(session, given)
  const storedNext = await storeIn(next.id, key, input, given)
  if (!storedNext) throw new Error(`conversation ${next.id} was closed as soon as it was begun`)
  return storedNext
}

/** Null: it is closed. */
async function storeIn(id: ConversationId, key: SendKey, input: Input, { record }: Storing): Promise<Stored | null> {
  const recorded = await record(id, { origin: visitorOrigin(key), input })
  if (recorded.kind === 'closed') return null
  if (recorded.kind !== 'recorded') throw new Error(`conversation ${id} takes nothing: ${recorded.kind}`)
  return { conversation: id, seq: recorded.seq }
}

/** Where a frame of that key went, when it was stored already. */
export async function storedBefore(
  conversations: ConversationId[],
  key: SendKey,
  log: Storing['log'],
): Promise<Stored | null> {
  for (const conversation of conversations) {
    const seq = await log.seqOf(conversation, visitorOrigin(key))
    if (seq !== null) return { conversation, seq }
  }
  return null
}
