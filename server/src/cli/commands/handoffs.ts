import type { Time } from '@baton/shared/ids.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import { reasonText } from '../../desk/reason-text.ts'
import type { HandoffFacts } from '../../store/store.ts'
import { ago, failed, type OwnerDeps, out, type Told, table } from '../command.ts'
import { findSites } from './find-site.ts'

const shown = 50

/** Every stay with a desk: why, how long until somebody answered, how long it took, how it ended, and what the visitor thought of it. */
export async function* handoffs(deps: OwnerDeps, { site, limit }: { site: string | null; limit: number | null }): Told {
  await deps.registry.refresh()
  const sites = findSites(deps, site)
  if ('wrong' in sites) return yield* failed(sites.wrong, sites.mend)
  const now = deps.clock.now()
  for (const { id } of sites.found) {
    const newest = await deps.store.handoffs.newest(id, (now + 1) as Time, limit ?? shown)
    yield out(`${id}: ${sumOf(newest)}`)
    for (const line of table(newest.map((one) => rowOf(one, now)))) yield out(`  ${line}`)
    for (const { rating, conversation } of newest)
      if (rating?.comment) yield out(`  ${conversation} says: ${rating.comment.replace(/\s+/g, ' ')}`)
  }
  return 0
}

function sumOf(rows: HandoffFacts[]): string {
  if (rows.length === 0) return 'no handoffs yet'
  const open = rows.filter(({ outcome }) => outcome === null).length
  const answered = rows.filter(({ answeredAt }) => answeredAt !== null)
  const waits = answered.map(({ answeredAt, requestedAt }) => (answeredAt ?? 0) - requestedAt).sort((a, b) => a - b)
  const scores = rows.flatMap(({ rating }) => (rating ? [rating.score] : []))
  return [
    `the last ${rows.length}`,
    `${open} under way`,
    `${answered.length} answered`,
    ...(waits.length > 0 ? [`half of them within ${span(waits[Math.floor((waits.length - 1) / 2)] ?? 0)}`] : []),
    ...(scores.length > 0
      ? [`rated ${(scores.reduce((a, b) => a + b, 0) / scores.length).toFixed(1)} of 5 by ${scores.length}`]
      : []),
  ].join(' · ')
}

function rowOf({ requestedAt, answeredAt, endedAt, ...row }: HandoffFacts, now: number): string[] {
  return [
    ago(now - requestedAt),
    row.desk,
    reasonText(row.reason),
    answeredAt === null ? 'not answered' : `answered after ${span(answeredAt - requestedAt)}`,
    endedAt === null ? 'under way' : `${outcomes[row.outcome ?? 'resolved']} after ${span(endedAt - requestedAt)}`,
    row.rating ? `${row.rating.score} of 5` : '',
    row.conversation,
  ]
}

const outcomes: { [how in HandoffEnd]: string } = {
  resolved: 'resolved',
  left: 'ended by the visitor',
  cancelled: 'given up waiting',
  timedOut: 'nobody came, left with the team',
  message: 'a message was left',
  deskClosed: 'the desk was closed',
  failed: 'the desk could not be reached',
}

function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
