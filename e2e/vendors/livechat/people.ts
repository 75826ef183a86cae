import type { Account } from './account.ts'
import { activeThread } from './account.ts'
import type { Agent, Chat, ChatUser, Thread, Visibility } from './records.ts'
import { notice } from './writing.ts'

export type Why = { reason: string; requester: string | null }

/** The agent whom the customer talks to; null while nobody holds the chat. */
export function holderOf(account: Account, chat: Chat): Agent | null {
  const user = chat.users.find((one) => one.type === 'agent' && one.visibility === 'all' && one.present)
  return (user && account.agent(user.id)) ?? null
}

/** How many active chats an agent holds. */
export function load(account: Account, agent: Agent): number {
  return account.state.chats.filter((chat) => activeThread(chat) && holderOf(account, chat) === agent).length
}

export function join(
  account: Account,
  chat: Chat,
  thread: Thread,
  agent: Agent,
  why: Why & { visibility?: Visibility },
): void {
  const visibility = why.visibility ?? 'all'
  const present = account.faults.take('notPresent', 'user_added_to_chat') === null
  const user: ChatUser = { id: agent.id, type: 'agent', visibility, present: true, seenUpTo: null }
  chat.users = [...chat.users.filter((one) => one.id !== agent.id), user]
  if (!thread.users.includes(agent.id)) thread.users.push(agent.id)
  account.tell({
    action: 'user_added_to_chat',
    chat,
    thread,
    user: { ...user, present },
    reason: why.reason,
    requester: why.requester,
  })
}

/** Takes an agent out; a former one stays among the users, so that old events keep their names. */
export function leave(account: Account, chat: Chat, thread: Thread, agent: Agent, why: Why): void {
  const user = chat.users.find((one) => one.id === agent.id && one.present)
  if (!user) return
  user.present = false
  chat.typing = chat.typing.filter((id) => id !== agent.id)
  account.tell({ action: 'user_removed_from_chat', chat, thread, user, ...why })
}

/** Joins unseen: colleagues know, the customer never does. */
export function supervise(account: Account, chat: Chat, thread: Thread, agent: Agent, requester: string | null): void {
  join(account, chat, thread, agent, { reason: 'manual', requester, visibility: 'agents' })
  notice(account, chat, thread, 'agent_added', `${agent.name} is supervising the chat`, {
    vars: { agent: agent.name },
    visibility: 'agents',
  })
}
