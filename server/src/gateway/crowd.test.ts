import type { Answer } from '@baton/shared/protocol.ts'
import { expect, it } from 'vitest'
import { createCrowd } from './crowd.ts'

const ok: Answer<object> = { ok: true }

it('tells those who are too many when to come back, and lets the next in when one is done', async () => {
  const crowd = createCrowd({ random: () => 0.5, most: 2 })
  const let1 = Promise.withResolvers<typeof ok>()
  const let2 = Promise.withResolvers<typeof ok>()
  const [one, two] = [crowd.through(() => let1.promise), crowd.through(() => let2.promise)]
  const third = () => crowd.through(() => Promise.resolve(ok))
  expect(await third()).toEqual({ ok: false, error: { code: 'slowDown', after: 2_000 } })
  let1.resolve(ok)
  await one
  expect(await third()).toEqual(ok)
  let2.resolve(ok)
  await two
})

it('counts out who failed', async () => {
  const crowd = createCrowd({ random: Math.random, most: 1 })
  await expect(crowd.through(() => Promise.reject(new Error('disk')))).rejects.toThrow('disk')
  expect(await crowd.through(() => Promise.resolve(ok))).toEqual(ok)
})
