import type { Ms, VisitorId } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, unsure, why } from '../../outcome.ts'
import type { DeskMemory, DeskVisitor, VisitorFacts } from '../desk.ts'
import type { Client } from './client.ts'
import { vendorId } from './convert.ts'
import type { Told } from './describe.ts'
import { asList, describe, factsOf, told } from './describe.ts'
import { walk } from './lists.ts'
import type { VendorUser } from './wire.ts'
import { vendorUser } from './wire.ts'

export type Identifying = { client: Client; memory: DeskMemory; clock: Clock }

/** What the memory holds of a visitor: who they are there and what was told of them, or when we last tried to make them. */
type Kept = Somebody | { tried: number }
/** `told` null: not known any more; their name is surely there. */
type Somebody = { id: string; told: Told | null }

/** A user is found by `reference_id` only some seconds after they were made (vendors/freshchat.md §7, U5). */
const lag: Ms = 15_000
/** Longer than one look and two tries to make a user. */
const lease: Ms = 40_000

/**
 * Known, remembered, found by our own id, or made; in this order; then told what is new of them. An e-mail address that somebody
 * typed is never looked for and never sent as theirs: it would hand them, or the agent, another person's history.
 */
export async function identify(
  from: Identifying,
  visitor: VisitorFacts,
  known: DeskVisitor | null,
  doubt: boolean,
): Promise<Outcome<DeskVisitor>> {
  const began = from.clock.now()
  const key = keyOf(visitor.id)
  const kept = keptOf(await from.memory.get(key))
  // The memory goes first: it knows of a user who had to be made anew.
  if (kept && 'id' in kept) return await described(from, visitor, kept, began)
  if (known) return done(known)
  const outcome = await from.memory.alone(key, lease, () => findOrMake(from, visitor, doubt))
  if (outcome === 'busy')
    return { kind: 'retry', why: why('busy', 'the visitor is being identified'), scope: 'ours', after: 1_000 }
  if (outcome.kind !== 'done') return outcome
  const made = keptOf(await from.memory.get(key))
  return made && 'id' in made ? await described(from, visitor, made, began) : outcome
}

/** Best effort: who they are is known, and what agents see of them can wait. */
async function described(
  from: Identifying,
  visitor: VisitorFacts,
  kept: Somebody,
  began: number,
): Promise<Outcome<DeskVisitor>> {
  const before = kept.told ?? { name: factsOf(visitor).name, properties: {} }
  const news = await describe(from, kept.id, visitor, before, began)
  if (news && news !== before) {
    const row = await from.memory.get(keyOf(visitor.id))
    const now = keptOf(row)
    // Somebody else may have made them anew, or told more, meanwhile: theirs counts.
    if (now && 'id' in now && now.id === kept.id)
      await from.memory.set(keyOf(visitor.id), { id: kept.id, told: news }, row?.version ?? null)
  }
  return done({ id: vendorId(kept.id) })
}

/** The user was erased there: makes them anew, for the next `identify` to tell. */
export async function identifyAnew(from: Identifying, visitor: VisitorFacts): Promise<Outcome<DeskVisitor>> {
  await from.memory.remove(keyOf(visitor.id))
  return await identify(from, visitor, null, false)
}

async function findOrMake(from: Identifying, visitor: VisitorFacts, doubt: boolean): Promise<Outcome<DeskVisitor>> {
  const { memory, clock } = from
  const key = keyOf(visitor.id)
  const row = await memory.get(key)
  const kept = keptOf(row)
  // Another server was faster while we waited.
  if (kept && 'id' in kept) return done({ id: vendorId(kept.id) })
  const found = await userBy(from.client, visitor.id)
  if (found.kind !== 'done') return found
  if (found.value) return await keep(memory, visitor.id, found.value)
  const tried = kept?.tried ?? (doubt ? clock.now() : null)
  if (tried !== null && clock.now() - tried < lag) {
    if (!kept) await memory.set(key, { tried }, row?.version ?? null)
    return unsure('user-not-listed-yet')
  }
  // Durable before the call, so that a crash in the middle of it is looked after.
  await memory.set(key, { tried: clock.now() }, row?.version ?? null)
  return await make(from, visitor)
}

async function make({ client, memory }: Identifying, visitor: VisitorFacts): Promise<Outcome<DeskVisitor>> {
  const facts = factsOf(visitor)
  const bare = {
    reference_id: visitor.id,
    first_name: facts.first,
    ...(facts.last !== '' && { last_name: facts.last }),
  }
  const whole = { ...bare, properties: asList(facts.properties) }
  let said = facts.properties
  let made = await client.post('/users', whole.properties.length > 0 ? whole : bare)
  if (made.kind === 'refused' && made.why.code === 'http-400' && whole.properties.length > 0) {
    // What the page says of them must not keep anybody from a person.
    said = {}
    made = await client.post('/users', bare)
  }
  if (made.kind === 'refused' && made.why.code === 'http-409') {
    const found = await userBy(client, visitor.id)
    if (found.kind !== 'done') return found
    if (found.value) return await keep(memory, visitor.id, found.value)
    return {
      kind: 'retry',
      why: why('user-conflict', 'Freshchat knows the visitor and does not list them yet'),
      scope: 'delivery',
      after: 2_000,
    }
  }
  if (made.kind !== 'done') {
    // Surely not made: the next try need not wait for a user who will never be listed.
    if (made.kind === 'retry') await memory.remove(keyOf(visitor.id))
    return made
  }
  const { data } = vendorUser.safeParse(made.value.json)
  if (!data?.id) return unsure('no-id', 'the new user came without an id')
  if (data.reference_id !== undefined && data.reference_id !== visitor.id)
    return refused('other-user', 'Freshchat gave somebody else for a new visitor')
  return await keep(memory, visitor.id, data.id, { name: facts.name, properties: said })
}

/** The filter may match loosely, and there may be two: the oldest of those that truly have it, the same every time. */
export async function userBy(client: Client, reference: string): Promise<Outcome<string | null>> {
  const list = await walk(client, {
    path: '/users',
    query: { reference_id: reference, page: '1' },
    plural: 'users',
    shape: vendorUser,
  })
  if (list.kind !== 'done') return list
  const age = (user: VendorUser) => `${user.created_time ?? '~'} ${user.id ?? ''}`
  const [oldest] = list.value.items
    .filter((user) => user.id && user.reference_id === reference)
    .sort((a, b) => (age(a) < age(b) ? -1 : 1))
  return done(oldest?.id ?? null)
}

/** The first to write it down is right, so that two servers agree on one user. */
async function keep(
  memory: DeskMemory,
  visitor: VisitorId,
  id: string,
  known: Told | null = null,
): Promise<Outcome<DeskVisitor>> {
  const key = keyOf(visitor)
  const row = await memory.get(key)
  const kept = keptOf(row)
  if (kept && 'id' in kept) return done({ id: vendorId(kept.id) })
  if (await memory.set(key, { id, told: known }, row?.version ?? null)) return done({ id: vendorId(id) })
  const winner = keptOf(await memory.get(key))
  return done({ id: vendorId(winner && 'id' in winner ? winner.id : id) })
}

const keyOf = (visitor: VisitorId): string => `user:${visitor}`

function keptOf(row: Awaited<ReturnType<DeskMemory['get']>>): Kept | null {
  const value = row?.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  if (typeof value.id === 'string') return { id: value.id, told: told.safeParse(value.told).data ?? null }
  return typeof value.tried === 'number' ? { tried: value.tried } : null
}
