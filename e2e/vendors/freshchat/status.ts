import type { Account } from './account.ts'
import type { Actor, Conversation, Status } from './records.ts'
import { notice } from './writing.ts'

/** Gives the conversation to an agent, to a group, to both or to nobody (null); tells only of a real change. */
export function assign(
  account: Account,
  conversation: Conversation,
  to: { agent: string | null; group: string | null },
  by: Actor,
  byApi = false,
): void {
  const from = { agent: conversation.agent, group: conversation.group }
  if (from.agent === to.agent && from.group === to.group) return
  conversation.agent = to.agent
  conversation.group = to.group
  if (conversation.status !== 'resolved') conversation.status = to.agent ? 'assigned' : 'new'
  touch(account, conversation)
  account.tell({ action: 'conversation_assignment', conversation, from, to, by, at: conversation.updated, byApi })
  notice(account, conversation, by, `Conversation was ${target(account, to)} by ${nameOf(account, by)}`)
}

export function resolve(account: Account, conversation: Conversation, by: Actor, byApi = false): void {
  if (conversation.status === 'resolved') return
  conversation.status = 'resolved'
  touch(account, conversation)
  account.tell({ action: 'conversation_resolution', conversation, by, at: conversation.updated, byApi })
  notice(account, conversation, by, `Conversation was resolved by ${nameOf(account, by)}`, { isResolved: true })
}

/** Begins a new interaction (contract 1.3); the agent leaves it, the group stays. */
export function reopen(account: Account, conversation: Conversation, by: Actor, byApi = false): void {
  if (conversation.status !== 'resolved') return
  // Two reopenings within one millisecond must not share an interaction.
  const before = Number(conversation.interaction.split('-').at(-1))
  conversation.interaction = `${conversation.number}-${Math.max(account.clock.now(), before + 1)}`
  conversation.status = 'reopened'
  conversation.agent = null
  touch(account, conversation)
  account.tell({ action: 'conversation_reopen', conversation, by, at: conversation.updated, byApi })
  notice(account, conversation, by, `Conversation was reopened by ${nameOf(account, by)}`, { isReopen: true })
}

/** The states that raise no webhook of their own. */
export function setStatus(account: Account, conversation: Conversation, status: Status): void {
  conversation.status = status
  touch(account, conversation)
}

export function touch(account: Account, conversation: Conversation): void {
  conversation.updated = account.time()
  account.onChange()
}

export function nameOf(account: Account, actor: Actor): string {
  if (actor.kind === 'agent' && actor.id) {
    const agent = account.agent(actor.id)
    return agent ? `${agent.firstName} ${agent.lastName}` : 'an agent'
  }
  return actor.kind === 'user' ? 'the user' : 'the system'
}

function target(account: Account, to: { agent: string | null; group: string | null }): string {
  if (to.agent) return `assigned to ${nameOf(account, { kind: 'agent', id: to.agent })}`
  if (to.group) return `assigned to the group ${account.group(to.group)?.name ?? ''}`
  return 'unassigned'
}
