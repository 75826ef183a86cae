/** Names as an agent reads them. */
export function customerName(truth, id) {
  return truth.customers.find((one) => one.id === id)?.name ?? 'Visitor'
}

export function agentName(truth, id) {
  return truth.agents.find((one) => one.id === id)?.name ?? 'Unknown agent'
}

export function groupName(truth, id) {
  return truth.groups.find((one) => one.id === id)?.name ?? 'Unknown group'
}

export const thread = (chat) => chat.threads.at(-1)

/** Who holds a chat, in words. */
export function holder(truth, chat) {
  return chat.holder ? agentName(truth, chat.holder) : 'nobody'
}

/** What a chat is at, in words. */
export function state(truth, chat) {
  if (!thread(chat).active) return 'closed'
  return chat.queue ? `queued, place ${chat.queue.position}` : `active · ${holder(truth, chat)}`
}
