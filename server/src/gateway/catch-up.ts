import type { Cursor, Generation, Seq, VisitorId } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { refusal, slowDown } from './answering.ts'
import type { Batches, ProjectedBatch } from './batches.ts'
import type { FanOut } from './fan-out.ts'
import type { History } from './history.ts'
import type { Limits } from './limits.ts'
import type { Known } from './store-input.ts'

export type CatchingUp = { history: History; batches: Pick<Batches, 'after' | 'newest'>; generation: Generation }

/** Behind by more than so many events, one starts anew with the newest: three batches are still quicker than that. */
const farBehind = 300

/** The next batch that this tab asks for. */
export async function catchUp(
  session: Known,
  { cursor }: { cursor: Cursor },
  given: CatchingUp & { fanOut: FanOut; limits: Pick<Limits, 'read'> },
): Promise<Answer<{ batch: ProjectedBatch }>> {
  const wait = given.limits.read.take(session.visitor)
  if (wait > 0) return slowDown(wait)
  const batch = await readOn(session.visitor, cursor, given)
  if (!batch) return refusal('notFound')
  given.fanOut.stand(session, batch)
  given.fanOut.look(batch.conversation)
  return { ok: true, batch }
}

/**
 * What comes after a cursor, through all conversations of the visitor: at the end of a closed one the next begins, `after` 0.
 * Null: no such conversation of theirs.
 */
export async function readOn(
  visitor: VisitorId,
  cursor: Cursor,
  { history, batches, generation }: CatchingUp,
): Promise<ProjectedBatch | null> {
  const now = await history.own(visitor, cursor.conversation)
  if (!now) return null
  const isElsewhere = cursor.generation !== generation || cursor.seq > now.seq
  if (isElsewhere || now.seq - cursor.seq > farBehind) return await startAnew(visitor, now, { history, batches })
  if (now.mode !== 'closed') return await batches.after(now, cursor.seq)
  const next = await history.following(visitor, now.id)
  if (!next) return await batches.after(now, cursor.seq)
  if (cursor.seq < now.seq) return { ...(await batches.after(now, cursor.seq)), more: true }
  return await batches.after(next, 0 as Seq)
}

/** The newest of what they have: of the newest conversation. */
async function startAnew(
  visitor: VisitorId,
  from: Parameters<Batches['newest']>[0],
  { history, batches }: Pick<CatchingUp, 'history' | 'batches'>,
): Promise<ProjectedBatch> {
  let newest = from
  for (let next: typeof from | null = from; next; next = await history.following(visitor, next.id)) newest = next
  return await batches.newest(newest)
}
