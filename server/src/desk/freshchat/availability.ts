import type { Availability } from '../../conversation/inputs.ts'
import type { Outcome } from '../../outcome.ts'
import { down } from '../availability.ts'
import type { Client } from './client.ts'
import type { FreshchatConfig } from './config.ts'
import type { Directory } from './directory.ts'
import { walk } from './lists.ts'
import { vendorAgent } from './wire.ts'

export type Availabilities = { client: Client; config: FreshchatConfig; directory: Directory }

/**
 * Whether somebody may come (vendors/freshchat.md §2.8). Only business hours say closed; hours without anybody signed in are a
 * queue; whatever cannot be learned is unknown, which never stops a handoff.
 */
export async function availabilityOf(from: Availabilities): Promise<Availability> {
  const wanted = from.config.assign.group
  const group = wanted === null ? null : await from.directory.group(wanted)
  const id = group === null ? null : group.kind === 'done' ? group.value : undefined
  if (id === undefined) return isDown(group) ? down : { kind: 'unknown' }
  const [within, anybody] = await Promise.all([withinHours(from.client, id), anybodyThere(from, id)])
  if (within === 'down' && anybody === 'down') return down
  if (within === false) return { kind: 'closed' }
  if (anybody === true) return { kind: 'open' }
  return within === true && anybody === false ? { kind: 'busy' } : { kind: 'unknown' }
}

const isDown = (outcome: Outcome<unknown> | null): boolean => outcome?.kind === 'retry' || outcome?.kind === 'unsure'

async function withinHours(client: Client, group: string | null): Promise<boolean | 'down' | null> {
  const outcome = await client.get('/business-hours/within-bh', group === null ? undefined : { group_id: group })
  if (isDown(outcome)) return 'down'
  return outcome.kind === 'done' ? booleanIn(outcome.value.json) : null
}

/** The shape is known from others' words only: a boolean, or an object with one in it. */
function booleanIn(json: unknown): boolean | null {
  if (typeof json === 'boolean') return json
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  const found = Object.values(json).filter((value) => typeof value === 'boolean')
  return found.length === 1 ? (found[0] ?? null) : null
}

/** A designated agent is a bot's seat, not a person. A filter may be ignored, so each one's own word counts. */
async function anybodyThere(
  { client, config }: Availabilities,
  group: string | null,
): Promise<boolean | 'down' | null> {
  const counts = ({
    email,
    availability_status,
    is_deactivated,
    groups,
  }: ReturnType<typeof vendorAgent.parse>): boolean =>
    availability_status?.toUpperCase() === 'AVAILABLE' &&
    is_deactivated !== true &&
    email?.toLowerCase() !== config.agentEmail &&
    (group === null || groups === undefined || groups.includes(group))
  const query = { availability_status: 'AVAILABLE', page: '1' }
  const list = await walk(
    client,
    { path: '/agents', query, plural: 'agents', shape: vendorAgent },
    { pages: 5, until: (page) => page.some(counts) },
  )
  if (list.kind !== 'done') return isDown(list) ? 'down' : null
  const said = list.value.items.filter((agent) => agent.availability_status !== undefined)
  if (list.value.items.length > 0 && said.length === 0) return null
  return said.some(counts)
}
