import { describe, expect, it } from 'vitest'
import type { Spoil } from './histories-rig.ts'
import { playHistory } from './histories-rig.ts'

const each = 500

describe(`${4 * each} random histories of one conversation`, () => {
  // Four tests, so that none of them takes longer than a test may on a busy machine.
  it.each([0, 1, 2, 3])('end in the account’s own transcript, whatever becomes of the webhooks (%i)', async (part) => {
    const sum = { hooks: 0, deliveries: 0, lost: 0 }
    for (let seed = part * each + 1; seed <= (part + 1) * each; seed++) {
      const { problems, hooks, deliveries, lost } = await playHistory(seed)
      expect(problems, `seed ${seed}`).toEqual([])
      sum.hooks += hooks
      sum.deliveries += deliveries
      sum.lost += lost
    }
    // Or it would prove little.
    expect(sum.deliveries).toBeGreaterThan(2 * sum.hooks)
    expect(sum.lost).toBeGreaterThan(sum.hooks / 10)
    console.info(`${each} histories: ${sum.hooks} webhooks, ${sum.deliveries} deliveries, ${sum.lost} never came`)
  })

  it.each<Spoil>(['everyCopyIsNew', 'neverLooks', 'byArrival', 'notesArePublic'])('notices when %s', async (spoil) => {
    const caught: number[] = []
    for (let seed = 1; seed <= 40; seed++) if ((await playHistory(seed, spoil)).problems.length > 0) caught.push(seed)
    expect(caught.length).toBeGreaterThan(4)
  })
})
