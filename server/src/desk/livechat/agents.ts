import { createHash } from 'node:crypto'
import type { Json } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused } from '../../outcome.ts'
import { createCache } from '../cache.ts'
import type { Agent, DeskMemory } from '../desk.ts'
import type { Staff } from './staff.ts'
import { isForbidden } from './staff.ts'
import { clean } from './text.ts'
import type { VendorUser } from './wire.ts'
import { vendorAgents } from './wire.ts'

export interface Agents {
  /** Name and picture for a visitor. Refused when there is no such agent, or one without a name: the widget has words for that. */
  face(id: string): Promise<Outcome<Agent>>
  /** A webhook or a chat showed somebody whole; kept for all servers, best effort. */
  met(user: Pick<VendorUser, 'id' | 'name' | 'avatar'>): void
}

/** Beyond it a new name or picture may show. */
const keep = 30 * 60_000
const failed = 5 * 60_000

const kept = z.object({ name: z.string().min(1), picture: z.string().nullable() })

/**
 * An agent's id is an e-mail address in webhooks (vendors/livechat.md §0.8), so a name is all that may be shown. Webhooks bring it with
 * whoever joins; else the list of agents tells, where the token may read that.
 */
export function createAgents(from: {
  staff: Staff
  memory: DeskMemory
  clock: Clock
  loopback: boolean
  trouble(error: unknown): void
}): Agents {
  const { staff, memory, clock, loopback } = from
  const faces = createCache<Agent>({ clock, keep, failed })
  const seen = new Map<string, string>()

  async function ask(id: string): Promise<Outcome<Agent>> {
    const row = await memory.get(keyOf(id))
    const { data } = kept.safeParse(row?.value)
    if (data) return done({ id, ...data })
    const listed = await staff('configuration', 'list_agents', {}, 'get')
    if (isForbidden(listed)) return refused('nameless', 'the token may not read who the agents are')
    if (listed.kind !== 'done') return listed
    const agent = vendorAgents.safeParse(listed.value.json).data?.find((one) => one.id === id)
    const face = agent && faceOf(agent, loopback)
    return face ? done({ id, ...face }) : refused('nameless')
  }

  return {
    face: (id) => faces.get(id, () => ask(id)),
    met(user) {
      const { id } = user
      const face = faceOf(user, loopback)
      if (id === undefined || !face) return
      const text = JSON.stringify(face)
      if (seen.get(id) === text) return
      seen.set(id, text)
      faces.forget(id)
      remember(memory, id, face).catch(from.trouble)
    },
  }
}

type Face = { name: string; picture: string | null }

async function remember(memory: DeskMemory, id: string, face: Face): Promise<void> {
  const row = await memory.get(keyOf(id))
  const { data } = kept.safeParse(row?.value)
  if (data?.name === face.name && data.picture === face.picture) return
  await memory.set(keyOf(id), face as unknown as Json, row?.version ?? null)
}

/** Keys lie open in the store, and this one would be an e-mail address. */
const keyOf = (id: string): string => `agent:${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`

function faceOf(
  { name, avatar }: { name?: string | undefined; avatar?: string | undefined },
  loopback: boolean,
): Face | null {
  const text = clean(name ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 80)
  if (text === '' || /\S@\S+\.\S/.test(text)) return null
  return { name: text, picture: pictureOf(avatar, loopback) }
}

/** LiveChat's own pictures come without a scheme, too. */
function pictureOf(given: string | undefined, loopback: boolean): string | null {
  const url =
    given === undefined
      ? null
      : URL.parse(/^(\/\/|[a-z0-9-]+\.[a-z0-9.-]+\/)/i.test(given) ? `https://${given.replace(/^\/\//, '')}` : given)
  if (!url || url.username || url.password) return null
  return url.protocol === 'https:' || (loopback && url.protocol === 'http:') ? url.href : null
}
