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
  const { freshchat, client } = await testWorld()
  const stop = keepAccount(freshchat, file)
  const { id } = await client.conversation('kept')
  await eventually(() => expect(readFileSync(file, 'utf8')).toContain(id))
  freshchat.visitor.say(id, 'last')
  stop()
  expect(keptAccount(file)).toEqual({
    appId: freshchat.appId,
    token: freshchat.token,
    privateKey: freshchat.privateKey,
    state: freshchat.state,
  })
})
