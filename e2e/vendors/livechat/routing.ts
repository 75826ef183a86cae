import type { Account } from './account.ts'
import { freeAgent, placeInQueue, queue } from './groups.ts'
import { holderOf, join, leave, supervise } from './people.ts'
import type { Agent, Chat, Thread } from './records.ts'
import { notice } from './writing.ts'

/** Gives a thread that just began to somebody, or puts it into the queue. */
export function route(account: Account, chat: Chat, thread: Thread): void {
  if (chat.properties.routing?.ignore_agents_routing === true) return pin(account, thread)
  const agent = freeAgent(account, chat.groups, thread.properties.routing?.ignore_bots !== true)
  if (!agent) return wait(account, chat, thread)
  join(account, chat, thread, agent, { reason: 'assigned', requester: null })
  notice(account, chat, thread, 'routing.assigned', `Chat assigned to ${agent.name}`, { vars: { agent: agent.name } })
  watchOver(account, chat, thread, agent)
}

/** Nobody is online and the chat may wait for days: it is pinned and unassigned (contract 3, Continuous). */
export function pin(account: Account, thread: Thread): void {
  thread.properties.routing = { ...thread.properties.routing, unassigned: true, pinned: true }
  account.onChange()
}

function wait(account: Account, chat: Chat, thread: Thread): void {
  thread.queuedAt = account.time()
  tellPlace(account, chat, thread)
}

/** Takes the chat from whoever has it and gives it to an agent. */
export function assign(
  account: Account,
  chat: Chat,
  thread: Thread,
  agent: Agent,
  why: { reason: 'manual' | 'assigned'; requester: string | null },
): void {
  const before = holderOf(account, chat)
  if (before === agent) return
  if (account.faults.take('transferStorm', 'transfer')) storm(account, chat, thread)
  // The vendor's own sample names an agent and a place in the queue at once.
  const both = account.faults.take('agentWithQueue', 'transfer') !== null
  if (both) thread.queuedAt ??= account.time()
  else outOfQueue(account, thread)
  account.tell({ action: 'chat_transferred', chat, thread, ...why, to: { agents: [agent.id] } })
  if (before) leave(account, chat, thread, before, why)
  outOfQueue(account, thread)
  join(account, chat, thread, agent, why)
  notice(account, chat, thread, before ? 'chat_transferred' : 'routing.assigned', `Chat assigned to ${agent.name}`, {
    vars: { agent: agent.name },
  })
  tellPlaces(account)
}

/** Back to the queue. */
export function unassign(account: Account, chat: Chat, thread: Thread, requester: string | null): void {
  const before = holderOf(account, chat)
  if (!before) return
  // Waits already when it is told: the place is in the telling.
  thread.queuedAt = account.time()
  account.tell({ action: 'chat_transferred', chat, thread, reason: 'unassigned', requester: null, to: {} })
  leave(account, chat, thread, before, { reason: 'unassigned', requester })
  notice(account, chat, thread, 'routing.unassigned_other', 'Chat is unassigned')
  tellPlaces(account)
}

/** Moves the chat to a group: to somebody there, or to the end of its queue. */
export function toGroup(
  account: Account,
  chat: Chat,
  thread: Thread,
  groups: number[],
  requester: string | null,
  agent: Agent | null,
): void {
  const before = holderOf(account, chat)
  if (account.faults.take('transferStorm', 'transfer')) storm(account, chat, thread)
  chat.groups = groups
  thread.groups = groups
  account.tell({ action: 'chat_access_updated', chat })
  if (before) leave(account, chat, thread, before, { reason: 'manual', requester })
  outOfQueue(account, thread)
  // The place in the queue is told with the transfer, once (contract 7.1).
  if (!agent) thread.queuedAt = account.time()
  account.tell({ action: 'chat_transferred', chat, thread, reason: 'manual', requester, to: { groups } })
  const names = groups.map((id) => account.group(id)?.name).join(', ')
  notice(account, chat, thread, 'chat_transferred', `Chat transferred to ${names}`, { vars: { target: names } })
  if (agent) join(account, chat, thread, agent, { reason: 'assigned', requester: null })
  tellPlaces(account)
}

/** Gives waiting chats to agents who have room now. */
export function drain(account: Account): void {
  for (const { chat, thread } of queue(account)) {
    if (thread.queuedAt === null) continue
    const agent = freeAgent(account, chat.groups, thread.properties.routing?.ignore_bots !== true)
    if (agent) assign(account, chat, thread, agent, { reason: 'assigned', requester: null })
  }
}

function outOfQueue(account: Account, thread: Thread): void {
  const { unassigned: _unassigned, pinned: _pinned, ...rest } = thread.properties.routing ?? {}
  thread.properties.routing = rest
  thread.queuedAt = null
  account.onChange()
}

export function tellPlaces(account: Account): void {
  for (const { chat, thread } of queue(account)) tellPlace(account, chat, thread)
}

function tellPlace(account: Account, chat: Chat, thread: Thread): void {
  account.tell({ action: 'queue_position_updated', chat, thread })
  const place = placeInQueue(account, thread)
  if (!place || !account.faults.take('queueInProperties', 'queue')) return
  // As the vendor's own client reads it (contract 7.2).
  const properties = { lc2: { queue_pos: place.position, queue_waiting_time: place.wait_time } }
  account.tell({ action: 'thread_properties_updated', chat, thread, properties })
}

/** Many words for one change (contract 8.20). */
function storm(account: Account, chat: Chat, thread: Thread): void {
  account.tell({ action: 'chat_transferred', chat, thread, reason: 'unassigned', requester: null, to: {} })
  notice(account, chat, thread, 'routing.unassigned_other', 'Chat is unassigned')
  account.tell({ action: 'chat_access_updated', chat })
  account.tell({
    action: 'chat_transferred',
    chat,
    thread,
    reason: 'other',
    requester: null,
    to: { groups: chat.groups },
  })
  notice(account, chat, thread, 'routing.assigned_other', 'Chat was reassigned')
}

function watchOver(account: Account, chat: Chat, thread: Thread, holder: Agent): void {
  const other = account.state.agents.find((agent) => agent !== holder && !agent.bot)
  if (other && account.faults.take('supervisor', 'routing')) supervise(account, chat, thread, other, other.id)
}
