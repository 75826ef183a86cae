import type { ConversationId } from '@baton/shared/ids.ts'
import type { Bell } from '../bell/bell.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { ownOrigin } from '../conversation/origin.ts'
import type { Record } from '../record.ts'
import type { Log } from '../store/store.ts'
import { type Returning, resolvedBefore } from './returning.ts'
import type { Session } from './session.ts'

export type Beginning = {
  log: Pick<Log, 'begin' | 'get' | 'conversationsOfVisitor'>
  record: Record
  bell: Pick<Bell, 'ring'>
  newId: () => string
  clock: Returning['clock']
}

/** A queued send can be as old as this many conversations before the current one. */
const formerKept = 2

/**
 * The visitor's open conversation, begun when there is none: from now on the session's words go there. Tabs that still stand
 * at the end of a closed one hear of it by a ring of that one.
 */
export async function begin(
  session: Session & { visitor: NonNullable<Session['visitor']> },
  given: Beginning,
): Promise<Conversation> {
  const { log, bell } = given
  const id = await log.begin(session.site, session.visitor, given.newId() as ConversationId)
  const conversation = (await opened(id, session, given)) ?? missing(id)
  if (session.current !== id) {
    session.current = id
    const mine = await log.conversationsOfVisitor(session.visitor, formerKept + 1)
    session.former = mine.map((one) => one.id).filter((one) => one !== id)
    bell.ring(session.former)
  }
  return conversation
}

async function opened(
  id: ConversationId,
  session: Session & { visitor: NonNullable<Session['visitor']> },
  { log, record, clock }: Beginning,
): Promise<Conversation | null> {
  const found = await log.get(id)
  if (!found || found.seq > 0) return found
  const resolved = await resolvedBefore(session.visitor, id, { log, clock })
  const input = { kind: 'opened', ...session.facts, resolved } as const
  const recorded = await record(id, { origin: ownOrigin('opened'), input })
  return recorded.kind === 'recorded' ? recorded.conversation : null
}

function missing(id: ConversationId): never {
  throw new Error(`conversation ${id} was begun and is not there`)
}
