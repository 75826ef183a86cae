import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { freePort } from '../stories/free-port.ts'
import { runBaton } from './baton.ts'

/** The whole demo as `npm start` runs it, without the building; several processes on what may be a busy machine. */
const patience = 60_000

async function world() {
  const data = await mkdtemp(path.join(tmpdir(), 'baton-demo-'))
  const env = { ...process.env, BATON_DATA: data, PORT: String(await freePort()) }
  const running = new Set<ChildProcess>()
  onTestFinished(async () => {
    for (const child of running) {
      child.kill('SIGTERM')
      await once(child, 'exit')
    }
    await rm(data, { recursive: true, force: true })
  })
  return {
    baton: (...args: string[]) => runBaton(env, args),
    async start() {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, '../demo.ts')], { env })
      running.add(child)
      child.once('exit', () => running.delete(child))
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
      const ended = once(child, 'exit').then(([code]) => code as number)
      await expect.poll(() => said, { timeout: patience, interval: 100 }).toContain('Stop with Ctrl-C')
      const [shop = '', support = '', sales = ''] = said.match(/http:\S+/g) ?? []
      return {
        ...{ said, shop, support, sales },
        async stop() {
          child.kill('SIGTERM')
          return await ended
        },
      }
    },
  }
}

const registered = async (sales: string) =>
  ((await (await fetch(`${sales}/api/admin`)).json()) as { webhooks: { action: string }[] }).webhooks.map(
    ({ action }) => action,
  )

it('sets up both desks, shows a newcomer where to be the agent, and goes on where it was after a new start', async () => {
  const { start, baton } = await world()
  const first = await start()
  const page = await (await fetch(first.shop)).text()
  expect(page).toContain(`href="${first.support}"`)
  expect(page).toContain(`href="${first.sales}"`)
  expect(await baton('check', 'demo', '--live')).toContain('All is well')
  const account = /livechat:\S+/.exec(await baton('site', 'show', 'demo'))?.[0]
  const webhooks = await registered(first.sales)
  expect(new Set(webhooks).size).toBe(webhooks.length)
  // Nothing of it is worth a warning.
  expect(first.said.trim()).toMatch(/^The demo shop/)
  expect(await first.stop()).toBe(0)

  const second = await start()
  expect(/livechat:\S+/.exec(await baton('site', 'show', 'demo'))?.[0]).toBe(account)
  expect(await registered(second.sales)).toEqual(webhooks)
  expect(await baton('check', 'demo', '--live')).toContain('All is well')
  expect(await second.stop()).toBe(0)
}, 180_000)
