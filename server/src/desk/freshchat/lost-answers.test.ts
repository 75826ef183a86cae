import { expect, it } from 'vitest'
import { loseAnswers } from './lost-answers-rig.ts'

it('leaves no message twice, none out and none out of order after 500 posts that were done and whose answer was lost', async () => {
  const began = performance.now()
  const { lost, said, breaches } = await loseAnswers({ seed: 5, conversations: 80, messages: 8 })
  for (const { wanted, got } of said) expect(got).toEqual(wanted)
  expect(breaches).toEqual([])
  expect(lost).toBeGreaterThanOrEqual(500)
  console.info(
    `${lost} answers lost of ${said.flatMap(({ wanted }) => wanted).length} posts`,
    performance.now() - began,
  )
}, 90_000)

it('notices when a lost answer is not held in doubt', async () => {
  const spoil = <Claim extends { doubt: boolean }>(claim: Claim) => ({ ...claim, doubt: false })
  const { said } = await loseAnswers({ seed: 6, conversations: 3, messages: 4, times: 2, spoil })
  expect(said.some(({ wanted, got }) => got.length > wanted.length)).toBe(true)
}, 90_000)
