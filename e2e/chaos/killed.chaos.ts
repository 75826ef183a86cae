import { expect, it } from 'vitest'
import { minute } from './lanes.ts'
import { trials } from './trials.ts'

/** About as long as 25 trials with one desk take: what one of them alone can do wrong is tried by `npm run chaos` at length. */
const many = { freshchat: 16, livechat: 6 }
const manyInDoubt = 4

it.each(['freshchat', 'livechat'] as const)(
  'loses nothing, doubles nothing and mixes nothing up when it is killed with -9 while people talk by way of %s',
  { timeout: 20 * minute },
  async (deskKind) => {
    const { sums, failed } = await trials({ from: 1_000, many: many[deskKind] }, { deskKind })
    process.stdout.write(`chaos with ${deskKind}: ${JSON.stringify(sums)}\n`)
    expect(failed).toEqual([])
    expect(sums.acknowledged).toBeGreaterThan(15 * many[deskKind])
    expect(sums.agentSaid).toBeGreaterThan(many[deskKind])
  },
)

it.each(['freshchat', 'livechat'] as const)(
  'does so too while most of what %s answers and tells is lost',
  { timeout: 20 * minute },
  async (deskKind) => {
    const { sums, failed } = await trials({ from: 3_000, many: manyInDoubt }, { deskKind, inDoubt: true })
    process.stdout.write(`chaos in doubt with ${deskKind}: ${JSON.stringify(sums)}\n`)
    expect(failed).toEqual([])
    expect(sums.acknowledged).toBeGreaterThan(15 * manyInDoubt)
    expect(sums.agentSaid).toBeGreaterThan(manyInDoubt)
  },
)
