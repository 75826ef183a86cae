import type { Clock } from '../../../server/src/clock.ts'
import type { Store } from '../../../server/src/store/store.ts'
import { ackBeforeCommit } from './ack-before-commit.ts'
import { catchUpByTime } from './catch-up-by-time.ts'
import { sendThenMark } from './send-then-mark.ts'

/** Servers that break a promise on purpose: a checker that does not catch them is worth nothing. */
export const brokenServers = {
  'ack-before-commit': ackBeforeCommit,
  'send-then-mark': sendThenMark,
  'catch-up-by-time': catchUpByTime,
} satisfies Record<string, (store: Store, clock: Clock) => Store>

export type BrokenName = keyof typeof brokenServers

export const isBroken = (name: string): name is BrokenName => Object.hasOwn(brokenServers, name)

export const breakStore = (name: BrokenName | null, store: Store, clock: Clock): Store =>
  name === null ? store : brokenServers[name](store, clock)
