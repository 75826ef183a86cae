import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import type { Order, Receipt, Thread } from '../desk.ts'
import type { Agents } from './agents.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { vendorTime } from './convert.ts'
import type { Directory } from './directory.ts'
import { statusOf } from './status.ts'
import type { VendorConversation } from './wire.ts'
import { vendorConversation } from './wire.ts'

/** Nobody is taken from who is there already: somebody may have been faster than our assignment. */
export async function assign(
  { client, agents, directory }: { client: Client; agents: Agents; directory: Directory },
  thread: Thread,
  to: (Order & { kind: 'assign' })['to'],
): Promise<Outcome<Receipt>> {
  if (to === null) return await unassign(client, thread)
  const now = await read(client, thread)
  if (now.kind !== 'done') return now
  const status = statusOf(now.value)
  if (!status.open || status.agent !== null) return done(nothing)
  if (to.agent) {
    const agent = to.agent.includes('@') ? await agents.byEmail(to.agent) : done(to.agent)
    if (agent.kind !== 'done') return agent
    return await put(client, thread, { status: 'assigned', assigned_agent_id: agent.value })
  }
  if (!to.group) return refused('nobody-named')
  const group = await directory.group(to.group)
  return group.kind === 'done' ? await put(client, thread, { status: 'new', assigned_group_id: group.value }) : group
}

/** An empty id, or a blank where that changes nothing (§7, U8). */
async function unassign(client: Client, thread: Thread): Promise<Outcome<Receipt>> {
  const first = await put(client, thread, { status: 'new', assigned_agent_id: '' })
  if (first.kind !== 'done' && first.kind !== 'refused') return first
  const now = await read(client, thread)
  if (now.kind === 'done' && statusOf(now.value).agent == null) return done(nothing)
  return await put(client, thread, { status: 'new', assigned_agent_id: ' ' })
}

/** What is resolved or gone is closed. */
export async function close(client: Client, thread: Thread): Promise<Outcome<Receipt>> {
  const resolved = await put(client, thread, { status: 'resolved' })
  if (resolved.kind === 'gone') return done(nothing)
  if (resolved.kind !== 'refused') return resolved
  const now = await read(client, thread)
  return now.kind === 'done' && !statusOf(now.value).open ? done(nothing) : resolved
}

const nothing: Receipt = { id: null, at: null }

async function put(client: Client, thread: Thread, body: object): Promise<Outcome<Receipt>> {
  const outcome = await client.put(`/conversations/${segment(thread.id)}`, body)
  if (outcome.kind === 'refused' && outcome.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (outcome.kind !== 'done') return outcome
  return done({ id: null, at: vendorTime(vendorConversation.safeParse(outcome.value.json).data?.updated_time) })
}

async function read(client: Client, thread: Thread): Promise<Outcome<VendorConversation>> {
  const outcome = await client.get(`/conversations/${segment(thread.id)}`)
  if (outcome.kind === 'refused' && outcome.why.code === 'http-404') return { kind: 'gone', why: 'deleted' }
  if (outcome.kind !== 'done') return outcome
  return done(vendorConversation.safeParse(outcome.value.json).data ?? vendorConversation.parse({}))
}
