import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { controlOf } from '../receiver.ts'
import { runAlone, testFolder } from '../run-alone.ts'

const main = join(import.meta.dirname, 'main.ts')

it('runs alone under Node, ends on SIGTERM, and is the same account again with its state file', async () => {
  const options = ['--state', join(testFolder(), 'account.json')]
  const first = await runAlone(main, ...options)
  const sim = controlOf(first.url)
  const { key } = (await sim('GET', '/admin')).body
  const { id } = (await sim('POST', '/foreign')).body
  expect((await sim('POST', `/tickets/${id}/status`, { status: 5 })).status).toBe(200)
  expect((await sim('POST', '/tickets/77/status', { status: 5 })).body.message).toBe('there is no ticket 77')
  first.child.kill('SIGTERM')
  expect(await once(first.child, 'exit')).toEqual([0, null])

  const second = await runAlone(main, ...options)
  expect((await controlOf(second.url)('GET', '/admin')).body.key).toBe(key)
  expect((await controlOf(second.url)('GET', '/truth')).body.tickets).toMatchObject([
    { id, status: 5, text: 'It is late.\n' },
  ])
})

it('serves its page with all that it needs', async () => {
  const { url } = await runAlone(main)
  const page = await (await fetch(`${url}/sim`)).text()
  const needs = [...page.matchAll(/(?:href|src)="(\/sim\/[^"]+)"/g)].map(([, path]) => path)
  expect(needs.length).toBeGreaterThan(4)
  for (const path of needs) expect((await fetch(`${url}${path}`)).status, path).toBe(200)
})
