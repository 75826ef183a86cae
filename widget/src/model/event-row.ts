import type { ConversationId, Seq } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Status, Visible } from '@baton/shared/timeline.ts'
import { type AskRow, type AskState, isKnownAsk } from './ask-row.ts'
import type { Author, MessageRow, Note, NoteRow } from './rows.ts'
import type { Queued } from './send-queue.ts'

export type TicketFate = { fate: 'asked' | 'made' | 'failed'; number: string | null }

/** What else of the conversation a row shows besides its own event. */
export type Known = {
  conversation: ConversationId
  faces: Status['agents']
  /** By the seq of the request, as of now. */
  tickets: Map<Seq, TicketFate>
  answerTo(seq: Seq): AskState
}

/** The row of one event; null: it has none of its own. */
export function eventRow(event: Visible, known: Known): NoteRow | MessageRow | AskRow | null {
  const { seq, at } = event
  const { faces } = known
  const key = `${known.conversation}.${seq}`
  const note = (note: Note): NoteRow => ({ kind: 'note', key, at, seq, note })
  const ticket = (by: 'visitor' | 'bot', fate: TicketFate) => note({ kind: 'ticket', by, ...fate })
  const said = (by: Author, message: Message): MessageRow => ({
    ...plainRow,
    ...{ key, at, by, answerable: seq, conversation: known.conversation },
    // As of now a deleted message has no parts.
    message: message.parts.length > 0 ? message : null,
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
    case 'asked':
      return isKnownAsk(event.ask) ? { kind: 'ask', key, at, seq, ask: event.ask, ...known.answerTo(seq) } : null
    case 'ticketRequested':
      return ticket(event.by, known.tickets.get(seq) ?? { fate: 'asked', number: null })
    case 'ticketMade':
      return known.tickets.has(event.target) ? null : ticket('visitor', { fate: 'made', number: event.number })
    case 'ticketFailed':
      return known.tickets.has(event.target) ? null : ticket('visitor', { fate: 'failed', number: null })
    case 'answered':
    case 'messageEdited':
      return null
    default:
      // A kind of a newer server: the rest of the history is still good.
      return null
  }
}

/** What is not in the history yet. */
export function queuedRow({ key, at, body, state, why }: Queued): MessageRow {
  const text = body.kind === 'text' ? body.text : body.kind === 'choice' ? body.label : ''
  const message: Message =
    body.kind === 'file' ? { parts: [{ kind: 'file', url: '', name: body.name, size: body.size }] } : textMessage(text)
  const send = state === 'stored' ? 'sent' : state
  return { ...plainRow, key, at, by: { kind: 'visitor' }, message, send, sendKey: key, why }
}

const plainRow = {
  kind: 'message',
  conversation: null,
  edited: false,
  first: true,
  last: true,
  timed: true,
  send: 'sent',
  sendKey: null,
  why: null,
  trouble: null,
  answerable: null,
} as const
