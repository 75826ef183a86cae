import type { Older, OlderPage } from '@baton/shared/frames.ts'
import type { Seq } from '@baton/shared/ids.ts'
import type { Answer } from '@baton/shared/protocol.ts'
import { refusal, slowDown } from './answering.ts'
import type { Batches } from './batches.ts'
import type { History } from './history.ts'
import type { Limits } from './limits.ts'
import type { Projected } from './projection.ts'
import type { Known } from './store-input.ts'

export type ProjectedOlderPage = Omit<OlderPage, 'events'> & { events: Projected[] }

/** A page further back; before the first event of a conversation comes the end of the one before it. */
export async function older(
  session: Known,
  { conversation, before }: Older,
  { history, batches, limits }: { history: History; batches: Pick<Batches, 'before'>; limits: Pick<Limits, 'read'> },
): Promise<Answer<{ page: ProjectedOlderPage }>> {
  const wait = limits.read.take(session.visitor)
  if (wait > 0) return slowDown(wait)
  const now = await history.own(session.visitor, conversation)
  if (!now) return refusal('notFound')
  const { reached, ...page } = await batches.before(now, before)
  return { ok: true, page: { ...page, next: await nextAfter(reached) } }

  async function nextAfter(reached: Seq): Promise<Older | null> {
    if (reached > 1) return { conversation, before: reached }
    const preceding = await history.preceding(session.visitor, conversation)
    return preceding && { conversation: preceding.id, before: (preceding.seq + 1) as Seq }
  }
}
