import type { Visible } from '@baton/shared/timeline.ts'
import type { DeskThread } from '../../drive/agent.ts'
import { lines } from '../../drive/view.ts'
import { type History, type StoredConversation, textOf } from '../history.ts'
import { type Stay, staysOf } from './stays.ts'
import { compare, type Violation } from './violation.ts'

/** Agents read what visitors said in a stay, visitors what agents said; each stay has one thread, and each thread its stay. */
export function checkDesk({ visitors, desk, users }: History): Violation[] {
  const violations: Violation[] = []
  const threads = new Map(desk.map((thread) => [thread.id, thread]))
  const owned = new Set<string>()
  for (const { name, conversations } of visitors) {
    for (const conversation of conversations) {
      const stays = staysOf(conversation.events)
      for (const stay of stays) {
        if (stay.opened > 1 + stay.lost)
          violations.push({
            kind: 'doubleThread',
            invariant: 'I1',
            where: name,
            says: `stay ${stay.id} has ${stay.opened} threads`,
          })
        if (stay.ended === 'failed' || stay.ended === 'deskClosed') {
          violations.push({
            kind: 'stuck',
            invariant: 'I5',
            where: name,
            says: `stay ${stay.id} ended as ${stay.ended}`,
          })
        }
      }
      for (const [id, of] of Map.groupBy(stays, ({ thread }) => thread)) {
        if (id === null) continue
        owned.add(id)
        const thread = threads.get(id)
        if (thread) violations.push(...checkThread(name, conversation, thread, of))
        else violations.push({ kind: 'lost', invariant: 'I1', where: name, says: `thread ${id} is not at the desk` })
      }
    }
  }
  for (const { id, lines } of desk) {
    if (!owned.has(id))
      violations.push({
        kind: 'orphanThread',
        invariant: 'I1',
        where: 'desk',
        says: `${id} with ${lines.length} lines belongs to no stay`,
      })
  }
  for (const [reference, same] of Map.groupBy(users, ({ referenceId }) => referenceId)) {
    if (reference !== null && same.length > 1)
      violations.push({
        kind: 'doubleThread',
        invariant: 'I1',
        where: 'desk',
        says: `visitor ${reference} is ${same.length} users`,
      })
  }
  return violations
}

function checkThread(name: string, conversation: StoredConversation, thread: DeskThread, stays: Stay[]): Violation[] {
  const where = `${name} at the desk`
  const ids = new Set(stays.flatMap(({ openingIds }) => openingIds))
  const isOpening = (line: DeskThread['lines'][number]) => ids.has(line.id) || openingHead.test(line.text)
  const wrote = thread.lines.filter(({ by }) => by === 'visitor').filter((line) => !isOpening(line))
  const said = stays.flatMap((stay) => stay.said)
  const violations = compare({
    where,
    expected: said.filter(({ failed }) => !failed).map(({ text }) => text),
    actual: wrote.map(({ text }) => text),
    optional: said.filter(({ failed }) => failed).map(({ text }) => text),
  })
  const openings = thread.lines.filter(({ by, text }) => by === 'visitor' && openingHead.test(text)).length
  if (openings > stays.length)
    violations.push({ kind: 'duplicated', invariant: 'I1', where, says: `the opening stands there ${openings} times` })
  const notes = thread.lines.filter(({ by, byApi }) => by === 'note' && byApi).length
  if (notes > stays.length)
    violations.push({ kind: 'duplicated', invariant: 'I1', where, says: `the note stands there ${notes} times` })
  violations.push(
    ...checkAgents(name, conversation, thread, new Set(stays.map(({ id }) => id))),
    ...checkLevel(name, conversation, thread, stays),
  )
  return violations
}

/** How Baton's first words in a thread begin. */
const openingHead = /^— .* ref \w+/

function checkAgents(
  name: string,
  { id, events }: StoredConversation,
  thread: DeskThread,
  stays: Set<string>,
): Violation[] {
  const heard = lines([{ conversation: id, events: events as unknown as Visible[] }]).flatMap(({ event }) => {
    const stored = event as unknown as StoredConversation['events'][number]
    return stored.kind === 'agentSaid' && stays.has(stored.handoff) ? [textOf(stored.message)] : []
  })
  const wrote = thread.lines.filter(({ by, byApi }) => by === 'agent' && !byApi)
  return compare({
    where: `${name} hears the desk`,
    expected: wrote.toSorted((a, b) => a.at - b.at).map(({ text }) => text),
    actual: heard,
  })
}

/**
 * The level of the latest stay: an open one has an open thread, an ended one a resolved thread, unless the message was left with
 * the team. A former one may have been opened again by words that were on their way when it ended; whoever answers there is heard.
 */
function checkLevel(name: string, { row }: StoredConversation, thread: DeskThread, stays: Stay[]): Violation[] {
  const stay = stays.at(-1)
  if (!stay || stay.id !== row.handoff?.id || stay.ended === 'timedOut' || stay.ended === 'failed') return []
  const where = `${name} and the desk`
  if (stay.ended === null && !thread.open)
    return [{ kind: 'untrue', invariant: 'I10', where, says: 'the desk has resolved it, the visitor still waits' }]
  if (stay.ended !== null && thread.open)
    return [{ kind: 'untrue', invariant: 'I10', where, says: `the stay ended (${stay.ended}), the desk has it open` }]
  const holds = stay.ended === null && thread.agent !== null
  return holds && row.mode !== 'agent'
    ? [{ kind: 'untrue', invariant: 'I10', where, says: 'an agent has it, the visitor is told to wait' }]
    : []
}
