import type { Visible } from '@baton/shared/timeline.ts'
import type { DeskThread } from '../../drive/agent.ts'
import { lines } from '../../drive/view.ts'
import { type History, type StoredConversation, textOf } from '../history.ts'
import { type Stay, staysOf } from './stays.ts'
import { compare, type Violation } from './violation.ts'

/**
 * Agents read what visitors said in a stay, visitors what agents said; each stay has one thread, and each thread its stays. At
 * LiveChat a visitor has one thread for ever, whatever stays there are.
 */
export function checkDesk({ visitors, desk, deskKind, users }: History): Violation[] {
  const violations: Violation[] = []
  const tell = (kind: Violation['kind'], invariant: Violation['invariant'], where: string, says: string) =>
    void violations.push({ kind, invariant, where, says })
  const threads = new Map(desk.map((thread) => [thread.id, thread]))
  const owned = new Set<string>()
  for (const { name, conversations } of visitors) {
    const all = conversations.flatMap((conversation) =>
      staysOf(conversation.events).map((stay): StayOf => ({ ...stay, conversation })),
    )
    for (const stay of all) {
      if (stay.opened > 1 + stay.lost) tell('doubleThread', 'I1', name, `stay ${stay.id} has ${stay.opened} threads`)
      if (stay.ended === 'failed' || stay.ended === 'deskClosed')
        tell('stuck', 'I5', name, `stay ${stay.id} ended as ${stay.ended}`)
      const [unheard] = stay.neverEnded ? stay.said.filter(({ failed }) => failed) : []
      if (unheard) tell('untrue', 'I5', name, `${unheard.text} failed, and the stay went on`)
    }
    const theirs = Map.groupBy(all, ({ thread }) => thread)
    theirs.delete(null)
    if (deskKind === 'livechat' && theirs.size > 1)
      tell('doubleThread', 'I1', name, `has ${theirs.size} chats: ${[...theirs.keys()].join(', ')}`)
    for (const [id, of] of theirs) {
      if (id === null) continue
      if (owned.has(id)) tell('untrue', 'I4', name, `thread ${id} is somebody else's too`)
      owned.add(id)
      const thread = threads.get(id)
      if (thread) violations.push(...checkThread(name, thread, of))
      else tell('lost', 'I1', name, `thread ${id} is not at the desk`)
    }
  }
  for (const { id, lines } of desk)
    if (!owned.has(id)) tell('orphanThread', 'I1', 'desk', `${id} with ${lines.length} lines belongs to no stay`)
  for (const [reference, same] of Map.groupBy(users, ({ referenceId }) => referenceId))
    if (reference !== null && same.length > 1)
      tell('doubleThread', 'I1', 'desk', `visitor ${reference} is ${same.length} users`)
  return violations
}

type StayOf = Stay & { conversation: StoredConversation }

function checkThread(name: string, thread: DeskThread, stays: StayOf[]): Violation[] {
  const where = `${name} at the desk`
  const ids = new Set(stays.flatMap(({ openingIds }) => openingIds))
  const isOpening = (line: DeskThread['lines'][number]) => ids.has(line.id) || openingHead.test(line.text)
  const byVisitor = thread.lines.filter(({ by }) => by === 'visitor')
  const said = stays.flatMap((stay) => stay.said)
  const violations = compare({
    where,
    expected: said.filter(({ failed }) => !failed).map(({ text }) => text),
    actual: byVisitor.filter((line) => !isOpening(line)).map(({ text }) => text),
    optional: said.filter(({ failed }) => failed).map(({ text }) => text),
  })
  const openings = Map.groupBy(byVisitor, ({ text }) => openingHead.exec(text)?.[1])
  openings.delete(undefined)
  for (const [ref, times] of openings)
    if (times.length > 1)
      violations.push({ kind: 'duplicated', invariant: 'I1', where, says: `opening ${ref} ${times.length} times` })
  const opened = stays.reduce((sum, stay) => sum + stay.opened, 0)
  if (openings.size > opened)
    violations.push({
      ...{ kind: 'orphanThread', invariant: 'I1', where },
      says: `${openings.size} openings stand there, and ${opened} are known`,
    })
  const notes = thread.lines.filter(({ by, byApi }) => by === 'note' && byApi).length
  if (notes > stays.length)
    violations.push({ kind: 'duplicated', invariant: 'I1', where, says: `the note stands there ${notes} times` })
  violations.push(...checkAgents(name, thread, stays), ...checkLevel(name, thread, stays))
  return violations
}

/** How Baton's first words of a stay begin, and what names it. */
const openingHead = /^— .* ref (\w+)/

function checkAgents(name: string, thread: DeskThread, stays: StayOf[]): Violation[] {
  const own = new Set(stays.map(({ id }) => id))
  const conversations = new Set(stays.map(({ conversation }) => conversation))
  const logs = [...conversations].map(({ id, events }) => ({
    conversation: id,
    events: events as unknown as Visible[],
  }))
  const heard = lines(logs).flatMap(({ event }) => {
    const stored = event as unknown as StoredConversation['events'][number]
    return stored.kind === 'agentSaid' && own.has(stored.handoff) ? [textOf(stored.message)] : []
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
function checkLevel(name: string, thread: DeskThread, stays: StayOf[]): Violation[] {
  const stay = stays.at(-1)
  if (!stay) return []
  const { row } = stay.conversation
  if (stay.id !== row.handoff?.id || stay.ended === 'timedOut' || stay.ended === 'failed') return []
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
