import type { ConversationId, SendKey, Seq, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { WireErrorCode } from '@baton/shared/protocol.ts'
import type { AgentFace, DeliveryTrouble, HandoffEnd } from '@baton/shared/timeline.ts'
import { type AskRow, answersIn } from './ask-row.ts'
import { eventRow, queuedRow, type TicketFate } from './event-row.ts'
import type { Queued } from './send-queue.ts'
import type { History, Stretch } from './timeline.ts'

/** One line of the list, ready to be drawn: nothing left to sort, join or decide. `key` stays the same while a send becomes sent. */
export type Row = DayRow | NoteRow | MessageRow | AskRow
export type DayRow = { kind: 'day'; key: string; at: Time }
export type NoteRow = { kind: 'note'; key: string; at: Time; seq: Seq; note: Note }
export type MessageRow = {
  kind: 'message'
  key: string
  at: Time
  /** null: not in the history yet. */
  conversation: ConversationId | null
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
  /** Why it was not sent, where it was not. */
  why: WireErrorCode | null
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
  /** Passed on, for later: one note, from the request to what became of it. */
  | ({ kind: 'ticket'; by: 'visitor' | 'bot' } & TicketFate)

const runGap = 5 * 60_000 // longer silence begins a new run, with its own name and time

export function rowsOf(history: History, queued: Queued[]): Row[] {
  const keys = new Set<string>()
  const rows: Row[] = history.stretches.flatMap((stretch) => stretchRows(stretch, history, queued, keys))
  for (const entry of queued) {
    const said = entry.body.kind !== 'act' && entry.body.kind !== 'respond'
    if (said && !keys.has(entry.key)) rows.push(queuedRow(entry))
  }
  markAnswerable(rows)
  return withDays(withRuns(rows))
}

function stretchRows(stretch: Stretch, history: History, queued: Queued[], keys: Set<string>): Row[] {
  const { conversation, events } = stretch
  const current = history.cursor?.conversation === conversation
  const edits = new Map<Seq, Message | null>()
  const tickets = new Map<Seq, TicketFate>()
  for (const event of events) {
    if (event.kind === 'messageEdited') edits.set(event.target, event.message)
    if (event.kind === 'ticketRequested') tickets.set(event.seq, { fate: 'asked', number: null })
    // Without its request (on a page that is not here yet) the outcome is a note of its own.
    else if (event.kind === 'ticketMade' && tickets.has(event.target))
      tickets.set(event.target, { fate: 'made', number: event.number })
    else if (event.kind === 'ticketFailed' && tickets.has(event.target))
      tickets.set(event.target, { fate: 'failed', number: null })
  }
  const known = { conversation, faces: history.faces, tickets, answerTo: answersIn(stretch, history, queued) }

  const rows: { seq: Seq; row: Row }[] = []
  for (const event of events) {
    const row = eventRow(event, known)
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
