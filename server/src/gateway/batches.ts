import type { Batch, OlderPage } from '@baton/shared/frames.ts'
import type { Generation, Seq } from '@baton/shared/ids.ts'
import { limits } from '@baton/shared/protocol.ts'
import type { Status } from '@baton/shared/timeline.ts'
import { type Conversation, emptyConversation } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import { fold } from '../conversation/fold.ts'
import type { Log } from '../store/store.ts'
import { newestEdits } from './edits.ts'
import { type Projected, project } from './projection.ts'

/** A batch whose events have been through the projection: the only kind that a session sends. */
export type ProjectedBatch = Omit<Batch, 'events'> & { events: Projected[] }
export type ProjectedPage = Omit<OlderPage, 'events' | 'next'> & { events: Projected[]; reached: Seq }

/** Reads runs of a conversation's log as a visitor may see them. `now` is the conversation as just read from the store. */
export interface Batches {
  /** From `after` on, as much as one batch holds; `more` when that is not all. */
  after(now: Conversation, after: Seq): Promise<ProjectedBatch>
  /** The newest events, to start with. */
  newest(now: Conversation): Promise<ProjectedBatch>
  /** What stands before `before`; `reached`: the first position that it covers, 1 at the beginning. */
  before(now: Conversation, before: Seq): Promise<ProjectedPage>
}

/** Events read from the log at once. */
const step = 100
/** Steps back over private events for one page; then it is handed over short, and the next goes on. */
const stepsBack = 10

export function createBatches({
  log,
  generation,
  status,
}: {
  log: Pick<Log, 'read' | 'editsOf'>
  generation: Generation
  status: (now: Conversation) => Status
}): Batches {
  function batch(
    now: Conversation,
    run: { after: Seq; upTo: Seq; events: Projected[] },
    of: Conversation,
    reset: boolean,
  ): ProjectedBatch {
    return { generation, conversation: now.id, ...run, status: status(of), reset, more: run.upTo < now.seq }
  }

  /** The conversation as it was at `upTo`. Only for a batch that is not the last: what is at the end is the row itself. */
  async function foldedAt(now: Conversation, upTo: Seq): Promise<Conversation> {
    let then = emptyConversation(now.id, now.site, now.visitor)
    while (then.seq < upTo) {
      const events = await log.read(now.id, then.seq, 'on', Math.min(500, upTo - then.seq))
      if (events.length === 0) break
      then = events.reduce(fold, then)
    }
    return then
  }

  async function back(now: Conversation, before: Seq, most: number): Promise<{ events: Projected[]; reached: Seq }> {
    let room = roomFor(status(now))
    let reached = before
    const events: Projected[] = []
    for (let steps = 0; steps < stepsBack && reached > 1; steps++) {
      const run = await log.read(now.id, reached, 'back', step)
      if (run.length === 0) return { events, reached: 1 as Seq }
      const edits = await newestEdits(log, now, run)
      for (const event of run) {
        const visible = project(event, edits)
        if (visible) {
          room -= bytesOf(visible)
          if (events.length === most || (room < 0 && events.length > 0)) return { events, reached }
          events.unshift(visible)
        }
        reached = event.seq
      }
    }
    return { events, reached }
  }

  return {
    async after(now, after) {
      const run = (await log.read(now.id, after, 'on', limits.batchEvents)).filter((event) => event.seq <= now.seq)
      const edits = await newestEdits(log, now, run)
      // One alone is handed over whatever it weighs, so the usual batch, of what was said just now, is not weighed.
      const weigh = run.length > 1
      const fit = fitting(
        run,
        (event) => project(event, edits),
        weigh ? roomFor(status(now)) : Number.POSITIVE_INFINITY,
      )
      const upTo = fit.whole && run.length < limits.batchEvents ? now.seq : (fit.upTo ?? after)
      const of = upTo === now.seq ? now : await foldedAt(now, upTo)
      return batch(now, { after, upTo, events: fit.events }, of, false)
    },
    async newest(now) {
      const { events, reached } = await back(now, (now.seq + 1) as Seq, limits.resetEvents)
      return batch(now, { after: (reached - 1) as Seq, upTo: now.seq, events }, now, true)
    },
    async before(now, before) {
      const { events, reached } = await back(now, Math.min(before, now.seq + 1) as Seq, limits.pageEvents)
      return { conversation: now.id, events, agents: status(now).agents, reached }
    },
  }
}

/** The first events of a run that fit into the room, at least one: what does not fit comes with the next. */
function fitting(
  run: Event[],
  visibleOf: (event: Event) => Projected | null,
  room: number,
): { events: Projected[]; upTo: Seq | null; whole: boolean } {
  const events: Projected[] = []
  let upTo: Seq | null = null
  for (const event of run) {
    const visible = visibleOf(event)
    if (visible) {
      if (room !== Number.POSITIVE_INFINITY) room -= bytesOf(visible)
      if (room < 0 && events.length > 0) return { events, upTo, whole: false }
      events.push(visible)
    }
    upTo = event.seq
  }
  return { events, upTo, whole: true }
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value)) + 1
/** What the frame around the events takes: ids, positions, names of fields. */
const around = 512
const roomFor = (status: Status): number => limits.batchBytes - around - bytesOf(status)
