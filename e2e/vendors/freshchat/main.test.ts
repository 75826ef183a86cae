import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runAlone, testFolder } from '../run-alone.ts'

const main = join(import.meta.dirname, 'main.ts')

async function admin(url: string) {
  return (await (await fetch(`${url}/sim/api/admin`)).json()) as { token: string; webhook: string; publicKey: string }
}

it('runs alone under Node, ends on SIGTERM, and is the same account again with its state file', async () => {
  const options = ['--state', join(testFolder(), 'account.json'), '--webhook', 'http://127.0.0.1:9/hook']
  const first = await runAlone(main, ...options)
  const before = await admin(first.url)
  expect(before.webhook).toBe('http://127.0.0.1:9/hook')
  await fetch(`${first.url}/sim/api/foreign`, { method: 'POST' })
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])

  const second = await runAlone(main, ...options)
  expect(await admin(second.url)).toMatchObject({ token: before.token, publicKey: before.publicKey })
  const truth = await (await fetch(`${second.url}/sim/api/truth`)).json()
  expect(truth).toMatchObject({ conversations: [{ messages: [{ text: 'Is my order on its way?' }, {}] }] })
})
