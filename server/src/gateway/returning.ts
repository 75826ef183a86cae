import type { VisitorDetails } from '@baton/shared/frames.ts'
import type { ConversationId, VisitorId } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Conversation } from '../conversation/conversation.ts'
import { ownOrigin } from '../conversation/origin.ts'
import { goOnAfter, goOnWithin } from '../conversation/visitor.ts'
import type { Record } from '../record.ts'
import type { Log } from '../store/store.ts'

export type Returning = {
  log: Pick<Log, 'get' | 'conversationsOfVisitor'>
  record: Record
  clock: Pick<Clock, 'now'>
  newId: () => string
}

/** The desk that resolved this visitor's last stay within a day, in the conversation before; null: none did. */
export async function resolvedBefore(
  visitor: VisitorId,
  current: ConversationId,
  { log, clock }: Pick<Returning, 'log' | 'clock'>,
): Promise<string | null> {
  const [former] = (await log.conversationsOfVisitor(visitor, 2)).filter(({ id }) => id !== current)
  const handoff = former && (await log.get(former.id))?.handoff
  if (handoff?.ended !== 'resolved' || handoff.endedAt === null) return null
  return clock.now() - handoff.endedAt < goOnWithin ? handoff.desk : null
}

/** Whoever is back a while after a resolution is asked once whether to go on with the same team. Costs nothing otherwise. */
export async function noteReturn(now: Conversation, { record, clock }: Returning): Promise<Conversation> {
  const { handoff } = now
  if (now.mode !== 'bot' || handoff?.ended !== 'resolved' || handoff.endedAt === null) return now
  const away = clock.now() - handoff.endedAt
  if (away < goOnAfter || away >= goOnWithin) return now
  const origin = ownOrigin(`cameBack:${handoff.id}:${handoff.resumed}`)
  const recorded = await record(now.id, { origin, input: { kind: 'cameBack', handoff: handoff.id } })
  return recorded.kind === 'recorded' ? recorded.conversation : now
}

/** What the page says of the visitor is kept when it says something new. */
export async function noteDetails(
  now: Conversation,
  said: VisitorDetails | null,
  { record, newId }: Returning,
): Promise<Conversation> {
  if (!said || now.mode === 'closed') return now
  const { attributes = {}, ...contact } = said
  const known =
    JSON.stringify(attributes) === JSON.stringify(now.attributes) &&
    Object.entries(contact).every(([name, value]) => now.contact[name as keyof typeof contact] === value)
  if (known) return now
  const input = { kind: 'described', contact, attributes } as const
  const recorded = await record(now.id, { origin: ownOrigin(`described:${newId()}`), input })
  return recorded.kind === 'recorded' ? recorded.conversation : now
}
