import { describe, expect, it } from 'vitest'
import { type BrokenName, brokenServers } from './broken/broken.ts'
import type { ViolationKind } from './check/violation.ts'
import { minute } from './lanes.ts'
import { trial } from './trial.ts'

/** How it shows that the promise is broken. */
const signs: Record<BrokenName, ViolationKind[]> = {
  'ack-before-commit': ['lost'],
  'send-then-mark': ['duplicated', 'orphanThread', 'doubleThread'],
  'catch-up-by-time': ['gap', 'lost'],
}

describe.each(['freshchat', 'livechat'] as const)('with %s', (deskKind) => {
  it.each(Object.keys(brokenServers) as BrokenName[])(
    'a server that is broken on purpose is caught within 50 trials: %s',
    { timeout: 20 * minute },
    async (broken) => {
      for (let seed = 3_000; seed < 3_050; seed++) {
        // Where the desk's own word comes back in time, nothing is sent twice: it must be lost as well.
        const inDoubt = broken === 'send-then-mark'
        const { report } = await trial({ seed, broken, deskKind, inDoubt, patience: 8_000 })
        const kinds = report.violations.map(({ kind }) => kind)
        if (!kinds.some((kind) => signs[broken].includes(kind))) continue
        process.stdout.write(`${broken}, ${deskKind}: caught in trial ${seed - 2_999}\n`)
        return
      }
      expect.fail(`${broken} was not caught in 50 trials`)
    },
  )
})
