// For tests only: what every bell promises.
import type { ConversationId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../gateway/rig.ts'
import type { Bell } from './bell.ts'

export function listen(bell: Bell) {
  const heard = { rung: [] as ConversationId[], passed: [] as [ConversationId, Passing][], gaps: 0, stop: () => {} }
  heard.stop = bell.on({
    ring: (id) => void heard.rung.push(id),
    pass: (id, passing) => void heard.passed.push([id, passing]),
    gap: () => void heard.gaps++,
  })
  return heard
}

export const a = 'a' as ConversationId
export const b = 'b' as ConversationId
const typing: Passing = { kind: 'typing', by: 'agent', on: true }

export function bellConformance(make: () => Promise<Bell>): void {
  describe('a bell', () => {
    let bell: Bell
    beforeEach(async () => {
      bell = await make()
    })
    afterEach(() => bell.close())

    it('tells everybody here who rang, once for all rings of one tick', async () => {
      const [one, two] = [listen(bell), listen(bell)]
      bell.ring([a])
      bell.ring([a, b])
      await eventually(() =>
        expect([one.rung, two.rung]).toEqual([
          [a, b],
          [a, b],
        ]),
      )
      bell.ring([a])
      await eventually(() => expect(one.rung).toEqual([a, b, a]))
    })

    it('does not ring inside the call that rings', () => {
      const one = listen(bell)
      bell.ring([a])
      expect(one.rung).toEqual([])
    })

    it('tells what passes', async () => {
      const one = listen(bell)
      bell.pass(a, typing)
      await eventually(() => expect(one.passed).toEqual([[a, typing]]))
    })

    it('tells nobody who has stopped listening', async () => {
      const [one, two] = [listen(bell), listen(bell)]
      one.stop()
      bell.ring([a])
      await eventually(() => expect(two.rung).toEqual([a]))
      expect(one.rung).toEqual([])
    })
  })
}
