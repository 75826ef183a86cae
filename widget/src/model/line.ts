import type { Ms } from '@baton/shared/ids.ts'
import { type ReadonlySignal, signal } from '@preact/signals'
import type { Clock, Stop } from '../browser/clock.ts'

/**
 * How the line looks to the visitor. `lost` and `back` only after a break long enough to be noticed.
 * `refused`: the server will not have us; trying again by itself would not help.
 */
export type Line = 'resting' | 'connecting' | 'ready' | 'lost' | 'back' | 'refused'

const noticeable: Ms = 1_500 // a shorter break is nobody's business
const patience: Ms = 5_000 // the first connection may take its time on a phone
const backShown: Ms = 2_500 // long enough to be read

/** Turns breaks of the line into what is worth telling. */
export interface LineNotice {
  line: ReadonlySignal<Line>
  connecting(): void
  broken(): void
  standing(): void
  refused(): void
  rest(): void
}

export function createLineNotice(clock: Clock): LineNotice {
  const line = signal<Line>('resting')
  let reached = false
  let stop: Stop | null = null

  const set = (next: Line) => {
    stop?.()
    stop = null
    line.value = next
  }
  const lostAfter = (span: Ms) => {
    // Each failed try tells of the break anew; it is still the same one.
    stop ??= clock.after(span, () => {
      if (!reached) console.warn("Baton: no connection to the server. Is this page's origin among the site's origins?")
      set('lost')
    })
  }
  return {
    line,
    connecting() {
      set('connecting')
      lostAfter(patience)
    },
    broken() {
      if (line.value === 'back') set('ready')
      if (line.value === 'ready' || line.value === 'connecting') lostAfter(noticeable)
    },
    standing() {
      reached = true
      set(line.value === 'lost' ? 'back' : 'ready')
      if (line.value === 'back') stop = clock.after(backShown, () => set('ready'))
    },
    refused: () => set('refused'),
    rest: () => set('resting'),
  }
}
