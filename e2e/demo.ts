/** `npm start`: a demo shop, a simulated Freshchat, and the real server between them, set up as an owner would set it up. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { runBaton, startBaton } from './demo/baton.ts'
import { type Freshchat, startFreshchat } from './vendors/freshchat/freshchat.ts'
import { keepAccount, keptAccount } from './vendors/freshchat/kept-account.ts'

const data = path.resolve(process.env['BATON_DATA'] ?? 'data')
const port = Number(process.env['PORT'] ?? 3000)
const url = `http://localhost:${port}`
/** Kept from start to start, so that open pages stay right; another one is taken when it is in use. */
const deskPort = 4010
const env = {
  ...process.env,
  BATON_DATA: data,
  PORT: String(port),
  BATON_DEMO: '1',
  BATON_LOG_LEVEL: process.env['BATON_LOG_LEVEL'] ?? 'warn',
}

mkdirSync(data, { recursive: true })
const { freshchat, stopKeeping } = await startDesk()
const baton = await startBaton(env, url)
await setUp(freshchat)

process.stdout.write(`
  The demo shop          ${url}/demo
  Freshchat, simulated   ${freshchat.url}/sim     you are the agent here

  Open both side by side, ask for a person in the shop, and answer as Ann.
  Everything is kept in ${path.relative(process.cwd(), data) || data}. Stop with Ctrl-C.

`)

let stopping = false
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await baton.stop()
  stopKeeping()
  await freshchat.stop()
  process.exit(code)
}
process.on('SIGINT', () => void stop(0))
process.on('SIGTERM', () => void stop(0))
void baton.ended.then((code) => stop(code))

async function startDesk(): Promise<{ freshchat: Freshchat; stopKeeping: () => void }> {
  const file = path.join(data, 'simulated-freshchat.json')
  const at = (await isFree(deskPort)) ? deskPort : 0
  const desk = await startFreshchat({ ...keptAccount(file), port: at, perMinute: 600 })
  return { freshchat: desk, stopKeeping: keepAccount(desk, file) }
}

/** The same steps as in docs/freshchat.md, by the same commands. */
async function setUp(desk: Freshchat): Promise<void> {
  const folder = path.join(data, 'demo')
  const source = path.join(import.meta.dirname, 'demo')
  mkdirSync(folder, { recursive: true })
  const site = readFileSync(path.join(source, 'demo.yaml'), 'utf8')
    .replaceAll(':3000', `:${port}`)
    .replace('http://127.0.0.1:4010', desk.url)
  const key = desk.publicKey.trim().replaceAll('\n', '\n      ')
  writeFileSync(path.join(folder, 'demo.yaml'), `${site.trimEnd()}\n    publicKey: |\n      ${key}\n`)
  writeFileSync(path.join(folder, 'demo.bot.yaml'), readFileSync(path.join(source, 'demo.bot.yaml')))

  await runBaton(env, ['secret', 'set', 'demo-freshchat-token'], desk.token)
  await runBaton(env, ['site', 'apply', path.join(folder, 'demo.yaml')])
  const shown = await runBaton(env, ['site', 'show', 'demo'])
  const hook = /https?:\/\/\S+\/hooks\/demo\/support\/[\w-]+/.exec(shown)?.[0]
  if (!hook) throw new Error(`"site show" names no webhook address:\n${shown}`)
  desk.setWebhook(hook.replace('//localhost', '//127.0.0.1'))
}

function isFree(wanted: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
