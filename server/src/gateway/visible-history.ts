import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Visible } from '@baton/shared/timeline.ts'
import type { Log } from '../store/store.ts'
import { newestEdits } from './edits.ts'
import { project } from './projection.ts'

/** What the visitor sees up to a position, oldest first, at most `limit` events: the same for whoever answers as for the visitor. */
export type VisibleHistory = (id: ConversationId, upTo: Seq, limit: number) => Promise<Visible[]>

/** Private events stand between the visible ones, a few for each. */
const readPerVisible = 3

export function createVisibleHistory(log: Pick<Log, 'get' | 'read' | 'editsOf'>): VisibleHistory {
  return async (id, upTo, limit) => {
    const now = await log.get(id)
    if (!now) return []
    const run = await log.read(id, (upTo + 1) as Seq, 'back', limit * readPerVisible)
    const edits = await newestEdits(log, now, run)
    const visible = run.flatMap((event) => project(event, edits) ?? [])
    return visible.slice(0, limit).reverse()
  }
}
