import type { ConversationId, Time } from '@baton/shared/ids.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lane } from '../../conversation/deliveries.ts'
import type { DeliveryId } from '../../conversation/ids.ts'
import type { Claim } from '../store.ts'
import { begun, decision, delivery, lease, type MakePlace, newHandoff, origin, type Place, take } from './place.ts'

/**
 * What a lane is, in the plainest words: its deliveries in the order in which they were made. The first may be in
 * somebody's hands; nobody ever gets another one.
 */
type Entry = { id: DeliveryId; made: number; due: number; held: Claim | null; stay: number; doubt: boolean }

const stays = [newHandoff(), newHandoff()]
const lanes: Lane[] = ['bot', 'desk:support']
const conversations = 2

type Step =
  | { do: 'owe'; conversation: number; lane: number; wait: number; stay: number }
  | { do: 'claim'; server: number; limit: number }
  | { do: 'settle' | 'write' | 'bury' | 'renew'; which: number }
  | { do: 'postpone'; which: number; wait: number; doubt: boolean }
  | { do: 'again' | 'cancel'; which: number }
  | { do: 'pass'; ms: number }

const index = fc.nat({ max: 11 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('owe' as const),
      conversation: fc.nat({ max: conversations - 1 }),
      lane: fc.nat({ max: lanes.length - 1 }),
      wait: fc.constantFrom(0, 0, 0, 500),
      stay: fc.nat({ max: stays.length - 1 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      server: fc.nat({ max: 1 }),
      limit: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('settle' as const, 'write', 'bury', 'renew'), which: index }),
  },
  fc.record({ do: fc.constant('postpone' as const), which: index, wait: fc.constantFrom(0, 500), doubt: fc.boolean() }),
  fc.record({ do: fc.constantFrom('again' as const, 'cancel'), which: index }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 500, lease) }),
)

export function lanesConformance(make: MakePlace): void {
  describe('lanes', () => {
    it('never overtake themselves, never stand still, and are never held twice, whatever happens', async () => {
      const place = await make()
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => walk(place, steps)),
          { numRuns: 25, endOnFailure: true },
        )
      } finally {
        await place.close()
      }
    }, 60_000)
  })
}

async function walk(place: Place, steps: Step[]): Promise<void> {
  const ids: ConversationId[] = []
  for (let n = 0; n < conversations; n++) ids.push(await begun(place.store))
  const model = new Map<string, Entry[]>()
  const dead: { key: string; entry: Entry }[] = []
  const claims: { key: string; claim: Claim; lostAt: number }[] = []
  let made = 0
  const lane = (key: string): Entry[] => model.get(key) ?? []
  const put = (key: string, entries: Entry[]) =>
    model.set(
      key,
      entries.sort((a, b) => a.made - b.made),
    )
  /** Takes a claim out of our hands; whether it was still ours, by the model. */
  const held = (which: number) => {
    const one = claims.length > 0 ? claims[which % claims.length] : undefined
    if (!one) return null
    const entry = lane(one.key).find(({ held }) => held === one.claim)
    return { ...one, entry }
  }
  const drop = (key: string, entry: Entry) =>
    put(
      key,
      lane(key).filter((other) => other !== entry),
    )
  const { log, outbox } = place.store

  for (const one of steps) {
    switch (one.do) {
      case 'owe': {
        const id = ids[one.conversation] as ConversationId
        const at = lanes[one.lane] as Lane
        const owed = delivery(at, { wait: one.wait, handoff: stays[one.stay] ?? null })
        await log.write(id, { origin: origin() }, decision({ deliveries: [owed] }))
        const key = `${id} ${at}`
        put(key, [
          ...lane(key),
          { id: owed.id, made: made++, due: place.now() + one.wait, held: null, stay: one.stay, doubt: false },
        ])
        break
      }
      case 'claim': {
        const taken = await take(one.server ? place.other : place.store, one.limit, 100, `server${one.server}`)
        const able = [...model.values()].filter((entries) => {
          const [first] = entries
          const free = entries.every(
            ({ held }) => held === null || (claims.find(({ claim }) => claim === held)?.lostAt ?? 0) <= place.now(),
          )
          return first && free && first.due <= place.now()
        })
        // A claim that ran out is given up by whoever claims next, whether or not its delivery is claimed then.
        for (const entries of model.values())
          for (const entry of entries)
            if (entry.held && (claims.find(({ claim }) => claim === entry.held)?.lostAt ?? 0) <= place.now())
              Object.assign(entry, { held: null, doubt: true })
        for (const claim of taken) {
          const key = `${claim.conversation} ${claim.delivery.lane}`
          const [first] = lane(key)
          expect(claim.delivery.id, 'the first of its lane').toBe(first?.id)
          expect(
            lane(key).filter(({ held }) => held !== null),
            'held by nobody',
          ).toEqual([])
          expect((first as Entry).due).toBeLessThanOrEqual(place.now())
          expect(claim.doubt).toBe((first as Entry).doubt)
          ;(first as Entry).held = claim
          claims.push({ key, claim, lostAt: place.now() + lease })
        }
        expect(taken.length, 'nobody waits for nothing').toBe(Math.min(one.limit, able.length))
        break
      }
      case 'settle':
      case 'write':
      case 'bury': {
        const mine = held(one.which)
        if (!mine) break
        if (one.do === 'write') {
          const written = await log.write(
            mine.claim.conversation,
            { origin: origin(), settles: mine.claim },
            decision({}),
          )
          expect(written === 'lostClaim').toBe(mine.entry === undefined)
        } else {
          const done = one.do === 'settle' ? outbox.settle(mine.claim) : outbox.bury(mine.claim, { code: 'bad' })
          expect(await done).toBe(mine.entry !== undefined)
        }
        if (!mine.entry) break
        drop(mine.key, mine.entry)
        if (one.do === 'bury') dead.push({ key: mine.key, entry: { ...mine.entry, held: null } })
        break
      }
      case 'renew': {
        const mine = held(one.which)
        if (!mine) break
        expect(await outbox.renew(mine.claim, lease)).toBe(mine.entry !== undefined)
        const known = claims.find(({ claim }) => claim === mine.claim)
        if (mine.entry && known) known.lostAt = place.now() + lease
        break
      }
      case 'postpone': {
        const mine = held(one.which)
        if (!mine) break
        const until = (place.now() + one.wait) as Time
        expect(await outbox.postpone(mine.claim, until, { code: 'no' }, { doubt: one.doubt })).toBe(
          mine.entry !== undefined,
        )
        if (mine.entry) Object.assign(mine.entry, { held: null, due: until, doubt: one.doubt })
        break
      }
      case 'again': {
        const [letter] = dead.length > 0 ? dead.splice(one.which % dead.length, 1) : []
        if (!letter) break
        expect(await outbox.again(letter.entry.id)).toBe(true)
        put(letter.key, [...lane(letter.key), { ...letter.entry, due: place.now() }])
        break
      }
      case 'cancel': {
        const id = ids[one.which % conversations] as ConversationId
        const stay = one.which % stays.length
        await log.write(id, { origin: origin() }, decision({ cancel: [stays[stay] as never] }))
        for (const at of lanes) {
          const key = `${id} ${at}`
          put(
            key,
            lane(key).filter((entry) => entry.held !== null || entry.doubt || entry.stay !== stay),
          )
        }
        break
      }
      case 'pass':
        await place.pass(one.ms)
    }
  }
  // Leaves nothing for the next history.
  await place.pass(2 * lease)
  for (let left = await take(place.store); left.length > 0; left = await take(place.store))
    for (const claim of left) await outbox.settle(claim)
  expect(await outbox.counts()).toMatchObject({ waiting: 0, claimed: 0 })
}
