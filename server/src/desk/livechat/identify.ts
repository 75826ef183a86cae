import { createHash } from 'node:crypto'
import type { Ms, VisitorId } from '@baton/shared/ids.ts'
import type { Clock } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, why } from '../../outcome.ts'
import type { DeskMemory, DeskVisitor, VisitorFacts } from '../desk.ts'
import { vendorId } from './convert.ts'
import { customerFacts, fewerFacts } from './customer-facts.ts'
import type { Customers } from './customers.ts'
import { type Mint, nobodyThere } from './mint.ts'

export type Identifying = { customers: Customers; mint: Mint; memory: DeskMemory; clock: Clock }

/** What the memory holds of a visitor. `told`: what LiveChat was given for agents to see, in short; null: nothing yet. */
type Kept = { id: VendorId; told: string | null }

/** Longer than the call that makes somebody. */
const lease: Ms = 20_000

/**
 * Remembered, or made; one visitor is one customer (vendors/livechat.md §2, trap 8.17). Nobody can be found there by anything of
 * ours, so an answer that was lost leaves a customer without a chat, whom no agent ever sees, and another is made. What is known
 * of them is told anew when it changed; an address among it selects nobody's history there.
 */
export async function identify(
  from: Identifying,
  visitor: VisitorFacts,
  known: DeskVisitor | null,
): Promise<Outcome<DeskVisitor>> {
  const row = await from.memory.get(keyOf(visitor.id))
  const kept = keptOf(row)
  if (kept) return await introduced(from, visitor, kept)
  if (known && known.id !== goneOf(row)) return done({ id: known.id })
  const outcome = await from.memory.alone(keyOf(visitor.id), lease, () => make(from, visitor))
  if (outcome === 'busy')
    return { kind: 'retry', why: why('busy', 'the visitor is being identified'), scope: 'ours', after: 500 }
  return outcome.kind === 'done' ? await introduced(from, visitor, outcome.value) : outcome
}

/** LiveChat knows nobody by that entity any more: the next `identify` makes them anew, whatever its caller knew. */
export async function forget(memory: DeskMemory, visitor: VisitorId, entity: VendorId): Promise<void> {
  const row = await memory.get(keyOf(visitor))
  // Another server was faster, and they are somebody new already.
  if (row && keptOf(row)?.id !== entity) return
  await memory.set(keyOf(visitor), { gone: entity }, row?.version ?? null)
}

/** In the name of a customer of our own, of whom nothing is lost: whom LiveChat forgot is made anew at once. */
export async function asOurOwn<T>(
  from: Identifying,
  own: VisitorFacts,
  work: (id: VendorId) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const known = await identify(from, own, null)
  if (known.kind !== 'done') return known
  const outcome = await work(known.value.id)
  if (outcome.kind !== 'refused' || outcome.why.code !== nobodyThere) return outcome
  await forget(from.memory, own.id, known.value.id)
  const anew = await identify(from, own, null)
  return anew.kind === 'done' ? await work(anew.value.id) : anew
}

async function make({ customers, mint, memory }: Identifying, visitor: VisitorFacts): Promise<Outcome<Kept>> {
  const row = await memory.get(keyOf(visitor.id))
  // Another server was faster while we waited.
  const kept = keptOf(row)
  if (kept) return done(kept)
  const minted = await mint(null)
  if (minted.kind !== 'done') return minted
  const { entity, token } = minted.value
  if (!(await memory.set(keyOf(visitor.id), { id: entity, told: null }, row?.version ?? null))) {
    // A lease ran out under a slow call: the first to write it down is right, so that all servers agree on one.
    const winner = keptOf(await memory.get(keyOf(visitor.id)))
    if (winner) return done(winner)
  }
  await customers.took(entity, token)
  return done({ id: entity, told: null })
}

/** Tells LiveChat what agents see. Best effort: a chat is worth more than a name, and the next time tries again. */
async function introduced(
  { customers, memory }: Identifying,
  visitor: VisitorFacts,
  { id, told }: Kept,
): Promise<Outcome<DeskVisitor>> {
  const facts = customerFacts(visitor)
  const version = versionOf(facts)
  if (told === version) return done({ id })
  const caller = customers.as(id)
  const whole = await caller('update_customer', facts, 'set')
  // Something in it is not to their taste, or there are too many fields: a name is better than nothing.
  const outcome = whole.kind === 'refused' ? await caller('update_customer', fewerFacts(visitor), 'set') : whole
  if (outcome.kind === 'done') {
    const row = await memory.get(keyOf(visitor.id))
    if (keptOf(row)?.id === id) await memory.set(keyOf(visitor.id), { id, told: version }, row?.version ?? null)
  }
  return done({ id })
}

const versionOf = (facts: object): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16)

const keyOf = (visitor: VisitorId): string => `entity:${visitor}`

function goneOf(row: Awaited<ReturnType<DeskMemory['get']>>): string | null {
  const value = row?.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return typeof value.gone === 'string' ? value.gone : null
}

function keptOf(row: Awaited<ReturnType<DeskMemory['get']>>): Kept | null {
  const value = row?.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return typeof value.id === 'string'
    ? { id: vendorId(value.id), told: typeof value.told === 'string' ? value.told : null }
    : null
}
