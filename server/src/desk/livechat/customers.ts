import type { Json, Ms, Time } from '@baton/shared/ids.ts'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import type { VendorId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, why } from '../../outcome.ts'
import type { DeskMemory } from '../desk.ts'
import type { Answer, Does } from '../http-answer.ts'
import { retry } from '../http-answer.ts'
import { tokenRefused } from './answer.ts'
import type { Client } from './client.ts'
import type { CustomerToken, Mint } from './mint.ts'

/** Calls in a customer's name; their tokens are shared by all servers and renewed before they end. */
export interface Customers {
  /** All calls together end within the time of one call of the port. */
  as(entity: VendorId): Caller
  /** Somebody who was just made: their token needs no second call. */
  took(entity: VendorId, token: CustomerToken): Promise<void>
  /** As `as`, and only with a token that is at hand: null without one. */
  atHand(entity: VendorId): Caller | null
  /** The token itself, for a socket. `stale`: one that was refused. */
  token(entity: VendorId, stale: string | null): Promise<Outcome<string>>
}
export type Caller = (action: string, payload: object, does: Does) => Promise<Outcome<Answer>>

export type CustomersParts = { client: Client; mint: Mint; memory: DeskMemory; clock: Clock }

/** Of a token's life (U11); leaves an hour and a half of eight. */
const renewAfter = 0.8
/** A token that ends within this is not worth a call. */
const margin: Ms = 300
/** Longer than one call; a crash holds up the others so long. */
const lease: Ms = 15_000
const patience: Ms = 6_000
const lookAgain: Ms = 200
/** A call of the port ends within 30 s (desk.ts). */
const together: Ms = 25_000
const oneCall: Ms = 10_000
/** Visitors of one process whose tokens are worth a place; the others' are in the memory. */
const mostKnown = 2_000

const kept = z.object({ token: z.string().min(1), from: z.number(), until: z.number() })

export function createCustomers({ client, mint, memory, clock }: CustomersParts): Customers {
  const known = new Map<VendorId, CustomerToken>()
  const flights = new Map<VendorId, Promise<Outcome<string>>>()

  const lives = ({ until }: CustomerToken) => until - clock.now() > margin
  const isFresh = (token: CustomerToken) =>
    lives(token) && clock.now() < token.from + (token.until - token.from) * renewAfter

  function keep(entity: VendorId, token: CustomerToken): CustomerToken {
    known.delete(entity)
    known.set(entity, token)
    const [oldest] = known.keys()
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest)
    return token
  }

  async function shared(entity: VendorId): Promise<{ token: CustomerToken | null; version: number | null }> {
    const row = await memory.get(keyOf(entity))
    const { data } = kept.safeParse(row?.value)
    return { token: data ? keep(entity, data as CustomerToken) : null, version: row?.version ?? null }
  }

  async function token(entity: VendorId, total: Ms): Promise<Outcome<string>> {
    const here = known.get(entity)
    if (here && isFresh(here)) return done(here.token)
    const { token: there } = await shared(entity)
    if (there && isFresh(there)) return done(there.token)
    const outcome = await renewed(entity, null, total)
    // Not renewed ahead of its end: the next call tries again.
    return outcome.kind !== 'done' && there && lives(there) ? done(there.token) : outcome
  }

  /** `stale`: refused, whatever its time. One renewal of a customer at a time, here and anywhere. */
  async function renewed(entity: VendorId, stale: string | null, total: Ms): Promise<Outcome<string>> {
    const underWay = await flights.get(entity)
    if (underWay?.kind === 'done' && underWay.value !== stale) return underWay
    const flight = flights.get(entity) ?? renewal(entity, stale, total).finally(() => void flights.delete(entity))
    flights.set(entity, flight)
    return await flight
  }

  async function renewal(entity: VendorId, stale: string | null, total: Ms): Promise<Outcome<string>> {
    const until = clock.now() + patience
    for (;;) {
      const outcome = await memory.alone(keyOf(entity), lease, () => renewAlone(entity, stale, total))
      if (outcome !== 'busy') return outcome
      if (clock.now() >= until) return { kind: 'retry', why: why('token-being-renewed'), scope: 'ours', after: 1_000 }
      await new Promise<void>((resolve) => void clock.after(lookAgain, resolve))
    }
  }

  async function renewAlone(entity: VendorId, stale: string | null, total: Ms): Promise<Outcome<string>> {
    const { token: there, version } = await shared(entity)
    if (there && there.token !== stale && isFresh(there)) return done(there.token)
    const minted = await mint(entity, total)
    if (minted.kind !== 'done') return minted
    await memory.set(keyOf(entity), minted.value.token as unknown as Json, version)
    return done(keep(entity, minted.value.token).token)
  }

  function caller(entity: VendorId, first: ((total: Ms) => Promise<Outcome<string>>) | string): Caller {
    const until = (clock.now() + together) as Time
    return async (action, payload, does) => {
      const left = until - clock.now()
      if (left < 500) return retry('slow')
      const total = Math.min(left, oneCall)
      const call = (by: string) =>
        client.call({ api: 'customer', action, authorization: `Bearer ${by}`, payload, does, total })
      const given = typeof first === 'string' ? done(first) : await first(total)
      if (given.kind !== 'done') return given
      const outcome = await call(given.value)
      if (typeof first === 'string' || !isRefused(outcome)) return outcome
      // Refused means that nothing was done: expired by their clock, or revoked. Once more with a new one, and no further.
      const fresh = await renewed(entity, given.value, total)
      return fresh.kind === 'done' ? await call(fresh.value) : fresh
    }
  }

  return {
    as: (entity) => caller(entity, (total) => token(entity, total)),
    async took(entity, minted) {
      keep(entity, minted)
      const row = await memory.get(keyOf(entity))
      await memory.set(keyOf(entity), minted as unknown as Json, row?.version ?? null)
    },
    atHand(entity) {
      const here = known.get(entity)
      return here && lives(here) ? caller(entity, here.token) : null
    },
    token: (entity, stale) => (stale === null ? token(entity, oneCall) : renewed(entity, stale, oneCall)),
  }
}

const keyOf = (entity: VendorId): string => `token:${entity}`
const isRefused = (outcome: Outcome<unknown>): boolean =>
  outcome.kind === 'retry' && outcome.why.code === tokenRefused && outcome.scope === 'account'
