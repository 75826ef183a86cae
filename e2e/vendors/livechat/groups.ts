import type { Account } from './account.ts'
import { load } from './people.ts'
import type { Agent, Chat, Thread } from './records.ts'

export type GroupStatus = 'online' | 'offline' | 'online_for_queue'

const order = ['first', 'normal', 'last']

/** Whoever the router may give chats of a group to; supervisors are never among them (contract 5.2). */
export function routable(account: Account, group: number, withBots = true): Agent[] {
  if (account.faults.take('groupsOffline', `group/${group}`)) return []
  const priority = (agent: Agent) => order.indexOf(agent.groups.find((one) => one.id === group)?.priority ?? '')
  return account.state.agents
    .filter((agent) => priority(agent) >= 0 && agent.status === 'accepting_chats' && (withBots || !agent.bot))
    .sort((a, b) => priority(a) - priority(b))
}

/** Somebody with room for one more chat, the least busy first. */
export function freeAgent(account: Account, groups: number[], withBots: boolean, not?: Agent | null): Agent | null {
  if (account.faults.take('nobodyFree', 'routing')) return null
  const busy = (agent: Agent) => load(account, agent)
  for (const group of groups) {
    const free = routable(account, group, withBots).filter((agent) => agent !== not && busy(agent) < agent.maxChats)
    const [agent] = free.sort((a, b) => busy(a) - busy(b))
    if (agent) return agent
  }
  return null
}

export function groupStatus(account: Account, group: number): GroupStatus {
  if (routable(account, group).length === 0) return 'offline'
  return freeAgent(account, [group], true) ? 'online' : 'online_for_queue'
}

export function allOffline(account: Account, groups: number[]): boolean {
  return groups.every((group) => routable(account, group).length === 0)
}

/** Chats whose thread waits, the longest first. */
export function queue(account: Account): { chat: Chat; thread: Thread }[] {
  return account.state.chats
    .flatMap((chat) => {
      const thread = chat.threads.at(-1)
      return thread?.active && thread.queuedAt !== null ? [{ chat, thread }] : []
    })
    .sort((a, b) => (a.thread.queuedAt ?? '').localeCompare(b.thread.queuedAt ?? ''))
}

/** Seconds that one place in the queue is said to take. */
const perPlace = 90

/** Where a thread stands; null when it does not wait. */
export function placeInQueue(
  account: Account,
  thread: Thread,
): { position: number; wait_time: number; queued_at: string } | null {
  if (thread.queuedAt === null) return null
  const same = queue(account).filter((one) => one.chat.groups.some((group) => thread.groups.includes(group)))
  const position = same.findIndex((one) => one.thread === thread) + 1
  return { position, wait_time: position * perPlace, queued_at: thread.queuedAt }
}
