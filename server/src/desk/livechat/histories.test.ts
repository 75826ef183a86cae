import { describe, expect, it } from 'vitest'
import { playHistory, type Spoil } from './histories-rig.ts'

const each = 500

describe(`${4 * each} random histories of one conversation`, () => {
  // Four tests, so that none of them takes longer than a test may on a busy machine.
  it.each([0, 1, 2, 3])(
    'end in the account’s own transcript, whatever becomes of webhooks and pushes (%i)',
    async (part) => {
      const sum = { hooks: 0, pushes: 0, deliveries: 0, lost: 0, live: 0 }
      for (let seed = part * each + 1; seed <= (part + 1) * each; seed++) {
        const { problems, outbound, ...counted } = await playHistory(seed)
        expect(problems, `seed ${seed}`).toEqual([])
        expect(outbound, `seed ${seed}`).not.toMatch(/CANARY|@example\.com|supervis|colleagues only/)
        for (const [name, count] of Object.entries(counted)) sum[name as keyof typeof sum] += count
      }
      // Or it would prove little.
      expect(sum.deliveries).toBeGreaterThan(2 * sum.hooks)
      expect(sum.lost).toBeGreaterThan(sum.hooks / 10)
      expect(sum.live).toBeGreaterThan(each / 10)
      console.info(
        `${each} histories (seeds ${part * each + 1} to ${(part + 1) * each}): ${sum.hooks} webhooks, ${sum.deliveries} deliveries, ${sum.lost} never came; ` +
          `${sum.pushes} pushes, ${sum.live} of them first with an agent's words`,
      )
    },
  )

  it.each<Spoil>(['everyCopyIsNew', 'pushesAreNew', 'neverLooks', 'byArrival', 'notesArePublic'])(
    'notices when %s',
    async (spoil) => {
      const caught: number[] = []
      for (let seed = 1; seed <= 40; seed++) {
        const { problems, outbound } = await playHistory(seed, spoil)
        if (problems.length > 0 || outbound.includes('CANARY')) caught.push(seed)
      }
      expect(caught.length).toBeGreaterThan(4)
    },
  )
})
