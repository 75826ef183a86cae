import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from '../receiver.ts'
import { testFolder } from '../run-alone.ts'
import { keepAccount, keptAccount } from './kept-account.ts'
import { testWorld } from './test-world.ts'

it('writes the account after changes, and gives it back', async () => {
  const file = join(testFolder(), 'state.json')
  expect(keptAccount(file)).toEqual({})
  const { livechat, visitor } = await testWorld()
  const stop = keepAccount(livechat, file)
  const { chat } = await visitor.start('kept')
  await eventually(() => expect(readFileSync(file, 'utf8')).toContain(chat))
  livechat.visitor.say(chat, 'last')
  stop()
  expect(keptAccount(file)).toEqual({ state: livechat.state })
})
