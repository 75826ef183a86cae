import type { Batch, Older, OlderPage } from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, Seq } from '@baton/shared/ids.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'

/** What one tab has of its visitor's history: conversations one after the other, each event once. */
export type View = {
  cursor: Cursor | null
  stretches: { conversation: ConversationId; events: Visible[] }[]
  status: Status | null
  /** Where earlier pages begin; null: the beginning is here. */
  older: Older | null
  /** Times that an event came again and said something else. */
  changed: number
}

export const emptyView: View = { cursor: null, stretches: [], status: null, older: null, changed: 0 }

/**
 * The rules of the wire (design.md §4), written a second time and apart from the widget's: apply if `after` is not beyond the
 * cursor, keep what lies beyond the cursor, stand at `upTo`; else ask.
 */
export function apply(view: View, batch: Batch): { view: View; ask: boolean } {
  const { cursor } = view
  const fits = cursor?.generation === batch.generation
  if (!cursor || !fits) {
    if (batch.reset || (!cursor && batch.after === 0)) return { view: begin(view, batch, []), ask: batch.more }
    return { view, ask: true }
  }
  if (batch.conversation < cursor.conversation) return { view, ask: false }
  if (batch.conversation > cursor.conversation) {
    if (batch.after > 0 && !batch.reset) return { view, ask: true }
    // Only behind the end of the former one does it follow without a gap.
    const follows = batch.after === 0 && view.status?.mode === 'closed'
    return { view: begin(view, batch, follows ? view.stretches : []), ask: batch.more }
  }
  if (batch.upTo < cursor.seq) return { view, ask: false }
  if (batch.reset && batch.upTo > cursor.seq) return { view: begin(view, batch, []), ask: batch.more }
  if (batch.after > cursor.seq) return { view, ask: true }
  return { view: grown(view, cursor, batch), ask: batch.more }
}

/** Puts an earlier page in front. */
export function applyOlder(view: View, asked: Older, page: OlderPage): View {
  const [first, ...rest] = view.stretches
  const joins = first?.conversation === page.conversation
  const events = bySeq(page.events.filter((event) => !joins || event.seq < asked.before))
  const stretches = joins
    ? [{ conversation: first.conversation, events: [...events, ...first.events] }, ...rest]
    : [{ conversation: page.conversation, events }, ...view.stretches]
  return { ...view, stretches, older: page.next }
}

function begin(view: View, batch: Batch, before: View['stretches']): View {
  const { generation, conversation, after, upTo, status } = batch
  return {
    cursor: { generation, conversation, seq: upTo },
    stretches: [...before, { conversation, events: bySeq(batch.events) }],
    status,
    // Only the server knows whether there was a conversation before a first event.
    older: before.length > 0 ? view.older : { conversation, before: (after + 1) as Seq },
    changed: view.changed,
  }
}

function grown(view: View, cursor: Cursor, batch: Batch): View {
  const last = view.stretches.at(-1)
  if (!last) throw new Error('a cursor without events')
  const known = new Map(last.events.map((event) => [event.seq, JSON.stringify(event)]))
  const again = batch.events.filter((event) => event.seq <= cursor.seq && known.has(event.seq))
  const changed = again.filter((event) => known.get(event.seq) !== JSON.stringify(event)).length
  const fresh = bySeq(batch.events.filter((event) => event.seq > cursor.seq))
  return {
    ...view,
    cursor: { ...cursor, seq: batch.upTo },
    stretches: [
      ...view.stretches.slice(0, -1),
      { conversation: last.conversation, events: [...last.events, ...fresh] },
    ],
    status: batch.status,
    changed: view.changed + changed,
  }
}

export type Line = { conversation: ConversationId; event: Visible }

/** What the visitor reads, top to bottom: by `seq`, and a late message of the desk right before the one that it names. */
export function lines(stretches: { conversation: ConversationId; events: Visible[] }[]): Line[] {
  return stretches.flatMap(({ conversation, events }) => {
    const placed: Visible[] = []
    for (const event of events) {
      const before = event.kind === 'agentSaid' ? event.before : undefined
      const at = before === undefined ? -1 : placed.findIndex((one) => one.seq === before)
      if (at < 0) placed.push(event)
      else placed.splice(at, 0, event)
    }
    return placed.map((event) => ({ conversation, event }))
  })
}

const bySeq = (events: Visible[]): Visible[] => events.toSorted((a, b) => a.seq - b.seq)
