import { expect, it } from 'vitest'
import { lanes, minute } from './lanes.ts'
import { type OutageFigures, outage } from './outage.ts'
import type { OutageBreak } from './outage-broken.ts'
import type { FaultKind } from './outage-check.ts'

/** A desk that is back is noticed within a minute; whatever is in doubt is looked for up to one more. */
const noticed = 2 * minute
/** Nothing may pile up while nobody says anything. */
const someMegabytes = 8 * 1_048_576

function expectWell({ faults, acked, arrived, heap, ...rest }: OutageFigures): void {
  process.stdout.write(`outage: ${JSON.stringify({ ...rest, acked, arrived, heap, faults: faults.length })}\n`)
  expect(faults).toEqual([])
  expect(acked.p99).toBeLessThan(2_000)
  expect(arrived.first).toBeLessThan(noticed)
  expect(heap.to - heap.from).toBeLessThan(someMegabytes)
}

it('brings everything once and in order to a desk that was out for an hour with 200 handoffs under way', {
  timeout: 5 * minute,
}, async () => {
  const figures = await outage({ seed: 7_000 })
  expectWell(figures)
  // So many words at the pace that the desk allows, and one more minute for what was in doubt.
  expect(figures.arrived.last).toBeLessThan(noticed + 4 * minute)
})

it('finds out at once that a desk is back though everything that waits for it is in doubt', {
  timeout: 5 * minute,
}, async () => {
  const all: OutageFigures[] = []
  // Judged when both are over: whoever fails first must not leave the other one running.
  await lanes(['freshchat', 'livechat'] as const, async (deskKind) => {
    all.push(await outage({ seed: 7_100, handoffs: 20, deskKind }))
  })
  expect(all).toHaveLength(2)
  for (const figures of all) {
    expectWell(figures)
    expect(figures.arrived.last).toBeLessThan(noticed + 2 * minute)
  }
})

/** How it shows. */
const signs: Record<OutageBreak, FaultKind> = {
  forgets: 'lost',
  overtakes: 'reordered',
  repeats: 'doubled',
  knocks: 'knocking',
  hushes: 'untold',
  despairs: 'ended',
}

it('catches every server that bears an outage badly', { timeout: 5 * minute }, async () => {
  const caught: Partial<Record<OutageBreak, FaultKind[]>> = {}
  await lanes(
    Object.keys(signs) as OutageBreak[],
    async (broken) => {
      const { faults } = await outage({ seed: 7_200, handoffs: 4, out: 6 * minute, broken })
      caught[broken] = [...new Set(faults.map(({ kind }) => kind))].filter((kind) => kind === signs[broken])
    },
    3,
  )
  expect(caught).toEqual(Object.fromEntries(Object.entries(signs).map(([broken, kind]) => [broken, [kind]])))
})
