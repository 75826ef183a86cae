import type { Visible } from '@baton/shared/timeline.ts'
import type { Event } from '../../../server/src/conversation/events.ts'
import { type Line, lines } from '../../drive/view.ts'
import { textOf, type VisitorHistory } from '../history.ts'
import { compare, type Violation } from './violation.ts'

/** What each tab shows against what the store has. Wants views that reach back to the beginning. */
export function checkTabs(visitor: VisitorHistory): Violation[] {
  const expected = lines(
    visitor.conversations.map(({ id, events }) => ({
      conversation: id,
      events: events.filter(isVisible) as Visible[],
    })),
  ).map(nameOf)
  const last = visitor.conversations.at(-1)
  return visitor.tabs.flatMap((tab, n) => {
    const where = `${visitor.name}, tab ${n + 1}`
    const violations = compare({ where, expected, actual: lines(tab.stretches).map(nameOf), missing: 'gap' })
    const tell = (kind: Violation['kind'], invariant: Violation['invariant'], says: string) =>
      void violations.push({ kind, invariant, where, says })

    const shown = tab.stretches.flatMap(({ events }) =>
      events.flatMap((event) => (event.kind === 'visitorSaid' && event.key ? [event.key] : [])),
    )
    for (const other of visitor.tabs) {
      for (const { key, order, acked } of other.sent) {
        if (order.kind === 'text' && acked && !shown.includes(key)) tell('lost', 'I1', order.text)
      }
    }
    if (tab.changed > 0) tell('untrue', 'I2', `${tab.changed} events came again and said something else`)
    if (last && (tab.cursor?.conversation !== last.id || tab.cursor.seq !== last.row.seq)) {
      tell('gap', 'I1', `it stands at ${tab.cursor?.seq ?? 'nothing'}, the store at ${last.row.seq}`)
    }
    if (last && tab.status && tab.status.mode !== last.row.mode)
      tell('untrue', 'I10', `it shows ${tab.status.mode}, the store has ${last.row.mode}`)
    for (const { what, error } of tab.refused) tell('untrue', 'I10', `its ${what} was refused: ${error.code}`)
    for (const { order, refused } of tab.sent)
      if (refused) tell('untrue', 'I10', `${order.kind} was refused: ${refused}`)
    for (const { order, acked } of tab.sent)
      if (!acked) tell('stuck', 'I5', `${order.kind === 'text' ? order.text : order.kind} was never acknowledged`)
    return violations
  })
}

const visibleKinds: Event['kind'][] = [
  ...(['visitorSaid', 'botSaid', 'agentSaid', 'handoffRequested', 'agentJoined', 'agentLeft'] as const),
  ...(['handoffResumed', 'handoffEnded', 'messageEdited', 'conversationClosed'] as const),
  ...(['asked', 'answered', 'ticketRequested', 'ticketMade', 'ticketFailed'] as const),
]
/** `before: null` of the log is an absent `before` of the wire. */
const isVisible = (event: Event): boolean => visibleKinds.includes(event.kind)

function nameOf({ conversation, event }: Line): string {
  const text = 'message' in event ? ` ${textOf(event.message)}` : ''
  return `${conversation.slice(-6)}/${event.seq} ${event.kind}${text}`
}
