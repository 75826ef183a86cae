import type { Answer } from '@baton/shared/protocol.ts'
import type { Random } from '../clock.ts'
import { slowDown, soon } from './answering.ts'

/**
 * At 250 writes a second, which the slowest of stores takes, as many wait four seconds; a widget sends again after eight. More would
 * be stored when nobody waits for it any longer, while everybody sends it again.
 */
const underWayAtMost = 1_000

/** Lets in as many as can be answered in time, and tells the others when to come back. A widget sends one thing at a time, so nothing is overtaken. */
export interface Crowd {
  through<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>>
}

export function createCrowd({ random, most = underWayAtMost }: { random: Random; most?: number }): Crowd {
  let underWay = 0
  return {
    async through(work) {
      if (underWay >= most) return slowDown(soon(random))
      underWay++
      try {
        return await work()
      } finally {
        underWay--
      }
    },
  }
}
