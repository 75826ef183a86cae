import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import { createCache } from '../cache.ts'
import type { Agent } from '../desk.ts'
import type { Client } from './client.ts'
import { segment } from './client.ts'
import { scoped } from './directory.ts'
import { walk } from './lists.ts'
import { clean } from './text.ts'
import type { VendorAgent } from './wire.ts'
import { vendorAgent } from './wire.ts'

export interface Agents {
  /** Name and picture for a visitor. Refused when there is no such agent, or one without a name: the widget has words for that. */
  face(id: string): Promise<Outcome<Agent>>
  /** The id of an active agent. Refused when there is none, or they may not answer any more. */
  byEmail(email: string): Promise<Outcome<string>>
  forget(): void
}

/** Half an hour, and five minutes for what failed (vendors/freshchat.md §2.7). */
const keep = 30 * 60_000
const failed = 5 * 60_000

export function createAgents({ client, clock, loopback }: { client: Client; clock: Clock; loopback: boolean }): Agents {
  const faces = createCache<Agent>({ clock, keep, failed })
  const ids = createCache<string>({ clock, keep, failed })
  return {
    face: (id) => faces.get(id, () => askFace(client, id, loopback)),
    byEmail: (email) => ids.get(email.toLowerCase(), () => askByEmail(client, email.toLowerCase())),
    forget() {
      faces.forgetAll()
      ids.forgetAll()
    },
  }
}

async function askFace(client: Client, id: string, loopback: boolean): Promise<Outcome<Agent>> {
  const outcome = scoped(await client.get(`/agents/${segment(id)}`), 'agents')
  if (outcome.kind !== 'done') return outcome
  const { data } = vendorAgent.safeParse(outcome.value.json)
  const name = data ? nameOf(data) : ''
  // 404 is normal for the system's own actor and for who has left; so is no name. Never their e-mail instead.
  if (!data || name === '') return refused('nameless')
  return done({ id, name, picture: pictureOf(data.avatar?.url, loopback) })
}

function nameOf({ first_name = '', last_name = '' }: VendorAgent): string {
  const name = clean(`${first_name} ${last_name}`).replace(/\s+/g, ' ').trim().slice(0, 80)
  return /\S@\S+\.\S/.test(name) ? '' : name
}

function pictureOf(given: string | undefined, loopback: boolean): string | null {
  const url = given === undefined ? null : URL.parse(given)
  if (!url || url.username || url.password) return null
  return url.protocol === 'https:' || (loopback && url.protocol === 'http:') ? url.href : null
}

/** There is no filter by e-mail that can be trusted (§7, U21): all pages are read and compared. */
async function askByEmail(client: Client, email: string): Promise<Outcome<string>> {
  const list = await walk(client, { path: '/agents', query: { page: '1' }, plural: 'agents', shape: vendorAgent })
  if (list.kind !== 'done') return scoped(list, 'agents')
  const agent = list.value.items.find((one) => one.email?.toLowerCase() === email)
  if (!agent?.id)
    return refused(
      'no-such-agent',
      `no agent has the e-mail address ${email}`,
      'Write the e-mail address of an agent of this Freshchat account.',
    )
  if (agent.is_deleted)
    return refused('agent-inactive', `the agent ${email} was deleted`, 'Write the e-mail address of another agent.')
  if (agent.is_deactivated)
    return refused(
      'agent-inactive',
      `the agent ${email} is deactivated`,
      'Activate the agent in Freshchat, or write another.',
    )
  return done(agent.id)
}
