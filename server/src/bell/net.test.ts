import type { ConversationId } from '@baton/shared/ids.ts'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { spreadNet } from './net.ts'

it('finds every few seconds what changed since the last look, and not what changed before the first', async () => {
  const changes: ConversationId[] = ['old' as ConversationId]
  let look = () => {}
  let fails = false
  const found: ConversationId[] = []
  const stop = spreadNet({
    // As the store does: a mark below zero asks for nothing but the newest one.
    log: {
      async changedSince(mark) {
        if (fails) throw new Error('away')
        return { ids: mark < 0 ? [] : changes.slice(mark), mark: changes.length }
      },
    },
    clock: {
      now: () => 0 as never,
      after(ms, then) {
        expect(ms).toBe(5_000)
        look = then
        return () => {
          look = () => {}
        }
      },
    },
    logger: pino({ level: 'silent' }),
    found: (ids) => void found.push(...ids),
  })
  const turn = async (): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    look()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await turn()
  expect(found).toEqual([])
  changes.push('a' as ConversationId)
  await turn()
  expect(found).toEqual(['a'])
  fails = true
  changes.push('b' as ConversationId)
  await turn()
  fails = false
  await turn()
  expect(found).toEqual(['a', 'b'])
  stop()
  changes.push('c' as ConversationId)
  await turn()
  expect(found).toEqual(['a', 'b'])
})
