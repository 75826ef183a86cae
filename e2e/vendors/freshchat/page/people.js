/** Names as an agent reads them. */
export function userName(truth, id) {
  const user = truth.users.find((one) => one.id === id)
  return user ? [user.firstName, user.lastName].filter(Boolean).join(' ') : 'Deleted user'
}

export function agentName(truth, id) {
  const agent = truth.agents.find((one) => one.id === id)
  return agent ? `${agent.firstName} ${agent.lastName}` : 'Unknown agent'
}

export function groupName(truth, id) {
  return truth.groups.find((one) => one.id === id)?.name ?? 'Unknown group'
}

/** Who holds a conversation, in words. */
export function holder(truth, conversation) {
  if (conversation.agent) return agentName(truth, conversation.agent)
  return conversation.group ? groupName(truth, conversation.group) : 'nobody'
}

export function topicName(truth, id) {
  return truth.channels.find((one) => one.id === id)?.name ?? 'Unknown topic'
}
