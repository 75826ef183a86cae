import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runAlone, testFolder } from '../run-alone.ts'

const main = join(import.meta.dirname, 'main.ts')

async function ask(url: string, path: string) {
  return (await (await fetch(`${url}/sim/api/${path}`)).json()) as Record<string, unknown>
}

it('runs alone under Node, ends on SIGTERM, and is the same account again with its state file', async () => {
  const options = [
    '--state',
    join(testFolder(), 'account.json'),
    '--webhook',
    'http://127.0.0.1:9/hook',
    '--secret',
    's',
  ]
  const first = await runAlone(main, ...options, '--redirect-uri', 'https://chat.example.com/oauth')
  const { agentToken, clientId, redirectUris, webhooks } = await ask(first.url, 'admin')
  expect(redirectUris).toContain('https://chat.example.com/oauth')
  expect(webhooks).toContainEqual(
    expect.objectContaining({ action: 'chat_deactivated', url: 'http://127.0.0.1:9/hook' }),
  )
  await fetch(`${first.url}/sim/api/foreign`, { method: 'POST' })
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])

  const second = await runAlone(main, ...options)
  expect(await ask(second.url, 'admin')).toMatchObject({ agentToken, clientId, webhooks })
  const { chats } = await ask(second.url, 'truth')
  expect(chats).toMatchObject([{ threads: [{ events: [{}, { text: 'Is my order on its way?' }, {}] }] }])
})
