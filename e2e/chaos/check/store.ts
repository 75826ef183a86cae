import { emptyConversation } from '../../../server/src/conversation/conversation.ts'
import type { Event } from '../../../server/src/conversation/events.ts'
import { fold } from '../../../server/src/conversation/fold.ts'
import { type StoredConversation, textOf, type VisitorHistory } from '../history.ts'
import type { Violation } from './violation.ts'

/** What the store says of one visitor against what the visitor was told. */
export function checkStore(visitor: VisitorHistory): Violation[] {
  const violations: Violation[] = []
  const tell = (
    kind: Violation['kind'],
    invariant: Violation['invariant'],
    says: string,
    where = `${visitor.name} in the store`,
  ) => void violations.push({ kind, invariant, where, says })

  const said = visitor.conversations.flatMap(({ id, events }) =>
    events.flatMap((event) => (event.kind === 'visitorSaid' ? [{ id, event }] : [])),
  )
  const known = new Map<string, string>()
  visitor.tabs.forEach((tab, n) => {
    const order: number[] = []
    for (const one of tab.sent) {
      known.set(one.key, `tab ${n + 1}`)
      for (const answer of one.answers) {
        if (answer.seq === one.acked?.seq && answer.conversation === one.acked.conversation) continue
        tell('untrue', 'I10', `${one.key} was acknowledged as ${one.acked?.seq} and later as ${answer.seq}`)
      }
      if (one.order.kind !== 'text') continue
      const places = said.flatMap(({ event, id }, at) => (event.key === one.key ? [{ event, id, at }] : []))
      const [place] = places
      if (places.length > 1) tell('duplicated', 'I1', `${one.order.text} ${places.length} times`)
      if (one.acked && !place) tell('lost', 'I1', `${one.order.text} was acknowledged as ${one.acked.seq}`)
      if (!place) continue
      order.push(place.at)
      if (textOf(place.event.message) !== one.order.text)
        tell('untrue', 'I10', `${one.order.text} is stored as ${textOf(place.event.message)}`)
      if (one.acked && (place.id !== one.acked.conversation || place.event.seq > one.acked.seq)) {
        tell('untrue', 'I10', `${one.order.text} was acknowledged as ${one.acked.seq} and is ${place.event.seq}`)
      }
    }
    if (order.some((at, i) => i > 0 && at < (order[i - 1] ?? 0)))
      tell('reordered', 'I2', `what tab ${n + 1} wrote, in the order in which it wrote it`)
  })
  for (const { event } of said) {
    if (event.key === null) tell('unexpected', 'I4', `${textOf(event.message)} came as written elsewhere`)
    else if (!known.has(event.key)) tell('unexpected', 'I4', `${textOf(event.message)} has a key that nobody chose`)
  }
  for (const conversation of visitor.conversations)
    checkLog(conversation, (kind, invariant, says) =>
      tell(kind, invariant, says, `${visitor.name}, conversation ${conversation.id}`),
    )
  return violations
}

type Tell = (kind: Violation['kind'], invariant: Violation['invariant'], says: string) => void

function checkLog({ row, events }: StoredConversation, tell: Tell): void {
  const hole = events.findIndex((event, n) => event.seq !== n + 1)
  if (hole >= 0) tell('gap', 'I3', `position ${hole + 1} holds ${events[hole]?.seq}`)
  const folded = events.reduce(fold, emptyConversation(row.id, row.site, row.visitor))
  if (hole < 0 && JSON.stringify(sorted(folded)) !== JSON.stringify(sorted(row)))
    tell('damaged', 'I7', 'the row is not the fold of its log')
  checkTurns(events, tell)
  checkDeliveries(events, tell)
  for (const [seq, trouble] of Object.entries(row.trouble))
    if (trouble !== 'failed') tell('stuck', 'I5', `message ${seq} is still ${trouble}`)
}

/** A turn ends once, and never while somebody else holds the conversation. */
function checkTurns(events: Event[], tell: Tell): void {
  const turns = new Map<string, string[]>()
  let away = false
  for (const event of events) {
    if (event.kind === 'handoffRequested' || event.kind === 'handoffResumed') away = true
    if (event.kind === 'handoffEnded') away = false
    if (event.kind !== 'botSaid' || event.turn === null) continue
    if (away) tell('untrue', 'I5', `the bot spoke at ${event.seq} while people held the conversation`)
    const texts = turns.get(event.turn) ?? []
    if (texts.includes(textOf(event.message))) tell('duplicated', 'I1', `turn ${event.turn} was taken twice`)
    turns.set(event.turn, [...texts, textOf(event.message)])
  }
}

/** What was delivered stays so. */
function checkDeliveries(events: Event[], tell: Tell): void {
  const delivered = new Set<number>()
  for (const event of events) {
    if (event.kind !== 'deliveryChanged') continue
    if (event.state !== 'delivered' && delivered.has(event.target))
      tell('untrue', 'I5', `message ${event.target} was delivered and then ${event.state}`)
    if (event.state === 'delivered') delivered.add(event.target)
  }
}

/** Keys in one order, so that two equal values have one JSON. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
