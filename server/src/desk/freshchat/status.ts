import type { VendorConversation } from './wire.ts'

/**
 * The level of a conversation, by the status words of every generation (vendors/freshchat.md §2.3). A word that nobody knows is no
 * end. `agent` null: nobody has it; undefined: the answer does not say, as sparse ones do not.
 */
export function statusOf({ status = '', assigned_agent_id }: VendorConversation): {
  open: boolean
  agent: string | null | undefined
} {
  const word = status.toLowerCase().replaceAll('_', ' ')
  const open = !['resolved', 'resolve', 'closed'].includes(word)
  const agent = assigned_agent_id?.trim()
  if (agent) return { open, agent }
  // Absent values are left out, not null; but "assigned" to nobody is an answer that left out more than that.
  return { open, agent: word === 'assigned' || word.startsWith('waiting') ? undefined : null }
}
