import type { Account } from './account.ts'
import type { Agent, RoutingStatus } from './records.ts'
import { drain } from './routing.ts'

/** Comes or goes: webhooks say who, sockets say which groups are open now, and the queue moves. */
export function setStatus(account: Account, agent: Agent, status: RoutingStatus): void {
  if (agent.status === status) return
  agent.status = status
  account.tell({ action: 'routing_status_set', agent })
  account.tell({ action: 'groups_status_updated', groups: agent.groups.map((group) => group.id) })
  drain(account)
}
