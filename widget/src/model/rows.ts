import type { ConversationId, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { AgentFace, DeliveryTrouble, HandoffEnd, Visible } from '@baton/shared/timeline.ts'
import type { Queued } from './send-queue.ts'
import type { History, Stretch } from './timeline.ts'

/** One line of the list, ready to be drawn: nothing left to sort, join or decide. `key` stays the same while a send becomes sent. */
export type Row = DayRow | NoteRow | MessageRow
export type DayRow = { kind: 'day'; key: string; at: Time }
export type NoteRow = { kind: 'note'; key: string; at: Time; note: Note }
export type MessageRow = {
  kind: 'message'
  key: string
  at: Time
  by: Author
  /** null: deleted. */
  message: Message | null
  edited: boolean
  /** First and last of a run by the same author. */
  first: boolean
  last: boolean
  /** Its time is worth a line: nothing follows for a while. */
  timed: boolean
  send: 'pending' | 'failed' | 'sent'
  /** Set while it is not yet in the history: what retry and discard name. */
  sendKey: SendKey | null
  trouble: DeliveryTrouble | null
  /** Choices can be tapped: nothing was said after them. */
  answerable: Seq | null
}
export type Author =
  | { kind: 'visitor' }
  | { kind: 'bot' }
  | { kind: 'agent'; ref: string | null; face: AgentFace | null }
export type Note =
  | { kind: 'requested' }
  | { kind: 'joined' | 'left'; name: string | null }
  | { kind: 'resumed' | 'closed' }
  /** `opensAt`: when somebody is there again, where it is known. */
  | { kind: 'ended'; how: HandoffEnd; opensAt: Time | null }

const runGap = 5 * 60_000 // longer silence begins a new run, with its own name and time

export function rowsOf(history: History, queued: Queued[]): Row[] {
  const keys = new Set<string>()
  const rows: Row[] = history.stretches.flatMap((stretch) => stretchRows(stretch, history, keys))
  for (const entry of queued) {
    if (entry.body.kind !== 'act' && !keys.has(entry.key)) rows.push(queuedRow(entry))
  }
  markAnswerable(rows)
  return withDays(withRuns(rows))
}

function stretchRows(stretch: Stretch, history: History, keys: Set<string>): Row[] {
  const current = history.cursor?.conversation === stretch.conversation
  const edits = new Map<Seq, Message | null>()
  for (const event of stretch.events) if (event.kind === 'messageEdited') edits.set(event.target, event.message)

  const rows: { seq: Seq; row: Row }[] = []
  for (const event of stretch.events) {
    const row = eventRow(event, stretch.conversation, history)
    if (!row) continue
    if (row.kind === 'message') {
      if (edits.has(event.seq)) Object.assign(row, { message: edits.get(event.seq), edited: true })
      if (current) row.trouble = history.status?.trouble[event.seq] ?? null
      if (event.kind === 'visitorSaid' && event.key) keys.add(event.key)
    }
    const before = event.kind === 'agentSaid' && event.before
    const place = before ? rows.findIndex((other) => other.seq === before) : -1
    rows.splice(place < 0 ? rows.length : place, 0, { seq: event.seq, row })
  }
  return rows.map(({ row }) => row)
}

function eventRow(event: Visible, conversation: ConversationId, { faces }: History): Row | null {
  const key = `${conversation}.${event.seq}`
  const note = (note: Note): NoteRow => ({ kind: 'note', key, at: event.at, note })
  const said = (by: Author, message: Message): MessageRow => ({
    // As of now a deleted message has no parts.
    ...{
      kind: 'message',
      key,
      at: event.at,
      by,
      message: message.parts.length > 0 ? message : null,
      edited: false,
      first: true,
      last: true,
      timed: true,
    },
    ...{ send: 'sent', sendKey: null, trouble: null, answerable: event.seq },
  })
  switch (event.kind) {
    case 'visitorSaid':
      return { ...said({ kind: 'visitor' }, event.message), key: event.key ?? key }
    case 'botSaid':
      return said({ kind: 'bot' }, event.message)
    case 'agentSaid':
      return said({ kind: 'agent', ref: event.agent, face: (event.agent && faces[event.agent]) || null }, event.message)
    case 'handoffRequested':
      return note({ kind: 'requested' })
    case 'agentJoined':
      return note({ kind: 'joined', name: faces[event.agent]?.name ?? null })
    case 'agentLeft':
      return note({ kind: 'left', name: faces[event.agent]?.name ?? null })
    case 'handoffResumed':
      return note({ kind: 'resumed' })
    case 'handoffEnded':
      return note({ kind: 'ended', how: event.how, opensAt: event.opensAt ?? null })
    case 'conversationClosed':
      return note({ kind: 'closed' })
    case 'messageEdited':
      return null
    default:
      // A kind of a newer server: the rest of the history is still good.
      return null
  }
}

function queuedRow(entry: Queued): MessageRow {
  const text = entry.body.kind === 'text' ? entry.body.text : entry.body.kind === 'choice' ? entry.body.label : ''
  const send = entry.state === 'stored' ? 'sent' : entry.state
  return {
    ...{ kind: 'message', key: entry.key, at: entry.at, by: { kind: 'visitor' }, message: textMessage(text) },
    ...{
      edited: false,
      first: true,
      last: true,
      timed: true,
      send,
      sendKey: entry.key,
      trouble: null,
      answerable: null,
    },
  }
}

/** A quick reply can be given until the visitor says something, or the conversation moves on to a note. */
function markAnswerable(rows: Row[]): void {
  let open = true
  for (const row of rows.toReversed()) {
    if (row.kind === 'note') open = false
    if (row.kind !== 'message') continue
    if (row.by.kind === 'visitor' && row.send !== 'failed') open = false
    if (!open || row.by.kind === 'visitor') row.answerable = null
  }
}

function withRuns(rows: Row[]): Row[] {
  let latest: MessageRow | null = null
  rows.forEach((row, at) => {
    const before = rows[at - 1]
    if (row.kind !== 'message') return
    const soon = (other: MessageRow) => Math.abs(row.at - other.at) < runGap && sameDay(other.at, row.at)
    if (latest && soon(latest)) latest.timed = false
    latest = row
    if (before?.kind === 'message' && sameAuthor(before.by, row.by) && soon(before)) {
      row.first = false
      before.last = false
    }
  })
  return rows
}

function withDays(rows: Row[]): Row[] {
  let day = 0 as Time
  return rows.flatMap((row) => {
    // A message placed back by the desk's clock, or a visitor's clock that is wrong, must not turn the day back.
    if (row.at <= day || sameDay(day, row.at)) return [row]
    day = row.at
    return [{ kind: 'day', key: `day.${row.key}`, at: row.at } as const, row]
  })
}

function sameAuthor(a: Author, b: Author): boolean {
  return a.kind === b.kind && (a.kind !== 'agent' || b.kind !== 'agent' || a.ref === b.ref)
}

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString()
}
