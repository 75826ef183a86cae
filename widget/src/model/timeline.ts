import type { Batch, Older, OlderPage } from '@baton/shared/frames.ts'
import type { ConversationId, Cursor, Generation, Seq } from '@baton/shared/ids.ts'
import { seqOf } from '@baton/shared/ids.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'

/** What we have of one conversation: its events by rising `seq`, without a gap from the first to the last. */
export type Stretch = { conversation: ConversationId; events: Visible[] }

/**
 * The visitor's history as far as it is here: one piece without gaps. Only the last stretch grows; the others are earlier
 * conversations, or earlier pages of the same one, which are put in front.
 */
export type History = {
  generation: Generation | null
  cursor: Cursor | null
  stretches: Stretch[]
  status: Status | null
  faces: Status['agents']
  /** Where earlier pages begin; null: this is the beginning, or nothing is known yet. */
  older: Older | null
}

export const emptyHistory: History = {
  generation: null,
  cursor: null,
  stretches: [],
  status: null,
  faces: {},
  older: null,
}

/** `ask`: this history lacks something that the batch presumes, or there is more: catch up from its cursor. */
export type Applied = { history: History; ask: boolean }

/** The rules of the wire (design.md §4). Any batches, in any order, doubled or overlapping, end in the same history. */
export function applyBatch(history: History, batch: Batch): Applied {
  const { cursor } = history
  const known = cursor !== null && cursor.generation === batch.generation
  if (!known)
    return batch.reset || (cursor === null && batch.after === 0) ? begin(history, batch) : { history, ask: true }

  // UUIDv7: a later conversation has the greater id.
  if (batch.conversation < cursor.conversation) return { history, ask: batch.more }
  if (batch.conversation > cursor.conversation) return next(history, batch)
  // The server pushes nothing more to somebody who was told that there is more and has not asked.
  if (batch.upTo < cursor.seq) return { history, ask: batch.more }
  if (batch.reset && batch.upTo > cursor.seq) return begin(history, batch)
  if (batch.after > cursor.seq) return { history, ask: true }
  return extend(history, cursor, batch)
}

/** Puts an earlier page in front; `asked` is what it answers. A page that answers an outdated question changes nothing. */
export function applyOlder(history: History, asked: Older, page: OlderPage): History {
  const { older } = history
  if (older?.conversation !== asked.conversation || older.before !== asked.before) return history
  const [first, ...rest] = history.stretches
  const same = first?.conversation === page.conversation
  const earlier = page.events.filter((event) => !same || event.seq < asked.before).sort(bySeq)
  const front = same ? [...earlier, ...first.events] : earlier
  const back = same || !first ? rest : [first, ...rest]
  const stuck = page.next?.conversation === asked.conversation && page.next.before >= asked.before
  return {
    ...history,
    stretches: [{ conversation: page.conversation, events: front }, ...back],
    faces: { ...page.agents, ...history.faces },
    older: stuck ? null : page.next,
  }
}

function begin(history: History, batch: Batch): Applied {
  const { generation, conversation, after, upTo, status } = batch
  const events = batch.events.filter((event) => event.seq > after).sort(bySeq)
  const faces = history.generation === generation ? { ...history.faces, ...status.agents } : status.agents
  return {
    history: {
      generation,
      cursor: { generation, conversation, seq: upTo },
      stretches: [{ conversation, events }],
      status,
      faces,
      older: { conversation, before: seqOf(after + 1) },
    },
    ask: batch.more,
  }
}

/** A later conversation follows without a gap only if the one before was seen to its end. */
function next(history: History, batch: Batch): Applied {
  if (batch.after > 0 && !batch.reset) return { history, ask: true }
  const begun = begin(history, batch)
  if (batch.after > 0 || history.status?.mode !== 'closed') return begun
  return {
    history: {
      ...begun.history,
      stretches: [...history.stretches, ...begun.history.stretches],
      older: history.older,
    },
    ask: begun.ask,
  }
}

function extend(history: History, cursor: Cursor, batch: Batch): Applied {
  const fresh = batch.events.filter((event) => event.seq > cursor.seq).sort(bySeq)
  const last = history.stretches.at(-1)
  const stretches =
    fresh.length === 0 || !last
      ? history.stretches
      : [...history.stretches.slice(0, -1), { ...last, events: [...last.events, ...fresh] }]
  return {
    history: {
      ...history,
      cursor: { ...cursor, seq: batch.upTo },
      stretches,
      status: batch.status,
      faces: { ...history.faces, ...batch.status.agents },
    },
    ask: batch.more,
  }
}

/** The last event's position in the current conversation that came from somebody else than the visitor. */
export function lastHeard(history: History): Seq {
  const heard = history.stretches
    .at(-1)
    ?.events.findLast((event) => event.kind === 'botSaid' || event.kind === 'agentSaid')
  return heard?.seq ?? seqOf(0)
}

const bySeq = (a: Visible, b: Visible) => a.seq - b.seq
