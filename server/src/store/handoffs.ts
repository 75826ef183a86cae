import type { Conversation, Handoff } from '../conversation/conversation.ts'
import type { Engine } from './engine.ts'
import { handoffsOfSite, putHandoff } from './queries/handoffs.ts'
import type { HandoffRow } from './schema.ts'
import type { Step } from './statement.ts'
import type { HandoffFacts, Handoffs } from './store.ts'
import { read } from './work.ts'

export function createHandoffs(engine: Engine): Handoffs {
  return {
    newest: (site, before, limit) =>
      engine.look(function* () {
        const [rows] = yield* read(handoffsOfSite({ site, before, limit }))
        return rows.map(factsOf)
      }),
  }
}

/** The rows of the stays that a write changed, as far as an owner sees it. Most messages change none. */
export function changedHandoffs(before: Conversation, after: Conversation): Step<unknown>[] {
  const known = staysOf(before)
  return staysOf(after).flatMap((stay) => {
    if (known.includes(stay)) return []
    const row = rowOf(after, stay)
    const was = known.find(({ id }) => id === stay.id)
    return was && JSON.stringify(rowOf(after, was)) === JSON.stringify(row) ? [] : [putHandoff(row)]
  })
}

const staysOf = ({ handoff, former }: Conversation): Handoff[] => (handoff ? [handoff, ...former] : former)

const rowOf = ({ id, site }: Conversation, stay: Handoff): HandoffRow => ({
  id: stay.id,
  conversation: id,
  site,
  desk: stay.desk,
  asked_by: stay.by,
  reason: stay.reason,
  requested_at: stay.requestedAt,
  answered_at: stay.answeredAt,
  ended_at: stay.endedAt,
  outcome: stay.ended,
  score: stay.rating?.score ?? null,
  comment: stay.rating?.comment ?? null,
  resumed: stay.resumed,
})

const factsOf = (row: HandoffRow): HandoffFacts => ({
  id: row.id,
  conversation: row.conversation,
  site: row.site,
  desk: row.desk,
  by: row.asked_by,
  reason: row.reason,
  requestedAt: row.requested_at,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
  outcome: row.outcome,
  rating: row.score === null ? null : { score: row.score, comment: row.comment },
  resumed: row.resumed,
})
