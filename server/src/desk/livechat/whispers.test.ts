import { createDice } from '@baton/e2e/drive/dice.ts'
import { describe, expect, it } from 'vitest'
import { playHistory } from './histories-rig.ts'

/** Nothing of this is for a visitor, wherever it stands. */
const privately = (n: number) => ({
  email: `CANARY-${n}@example.com`,
  session_fields: [{ CANARY: `CANARY ${n}` }],
  summary: { text: `CANARY ${n}` },
  tags: [`CANARY ${n}`],
  visit: { ip: 'CANARY', referrer: 'https://CANARY.example.com/' },
  secret_key: 'CANARY',
  note: `CANARY ${n}`,
  requester: { user_id: 'CANARY', account_id: 'CANARY' },
  thread_summary: 'CANARY',
  job_title: 'CANARY',
  greeting: { unique_id: 'CANARY' },
})

/** More fields in every object at every depth; what is there stays as it is. */
function salt<T>(said: T): T {
  let count = 0
  const more = (value: unknown, depth: number): unknown => {
    if (Array.isArray(value)) return value.map((one) => more(one, depth + 1))
    if (typeof value !== 'object' || value === null) return value
    count += 1
    const own = Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, more(inside, depth + 1)]))
    return depth > 8 ? own : { ...privately(count), ...own }
  }
  return more(said, 0) as T
}

describe('what is not for the visitor', () => {
  it('reaches no byte that leaves, though every object of webhooks, pushes and lists holds some', async () => {
    let feeds = 0
    for (let seed = 3_001; seed <= 3_250; seed++) {
      const { problems, outbound, deliveries, pushes } = await playHistory(seed, null, salt)
      feeds += deliveries + pushes
      expect(problems, `seed ${seed}`).toEqual([])
      expect(outbound, `seed ${seed}`).not.toMatch(/CANARY|@example\.com|supervis|colleagues only/)
    }
    console.info(`250 histories (seeds 3001 to 3250), ${feeds} webhooks and pushes with private words in every object`)
  })

  it('would be noticed', async () => {
    const { outbound } = await playHistory(3_001, 'notesArePublic', salt)
    const leaky = await Promise.all(
      Array.from({ length: 10 }, (_, n) => playHistory(createDice(n).between(1, 9_000), 'notesArePublic', salt)),
    )
    expect([outbound, ...leaky.map((one) => one.outbound)].some((text) => text.includes('CANARY'))).toBe(true)
  })
})
