import type { Ms, Time } from '@baton/shared/ids.ts'
import { timeOf } from '@baton/shared/ids.ts'

export type Stop = () => void

export interface Clock {
  now(): Time
  /** Calls once after `wait`, unless stopped before. */
  after(wait: Ms, work: () => void): Stop
}

export const browserClock: Clock = {
  now: () => timeOf(Date.now()),
  after(wait, work) {
    const timer = setTimeout(work, wait)
    return () => clearTimeout(timer)
  },
}
