/** `npm start`: a demo shop, a simulated Freshchat and a simulated LiveChat, and the real server between them. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { refuseSecond, startBaton } from './demo/baton.ts'
import { startDesks } from './demo/desks.ts'
import { setUp } from './demo/set-up.ts'

const data = path.resolve(process.env['BATON_DATA'] ?? 'data')
const port = Number(process.env['PORT'] ?? 3000)
const url = `http://localhost:${port}`
const env = {
  ...process.env,
  BATON_DATA: data,
  PORT: String(port),
  BATON_DEMO: '1',
  BATON_LOG_LEVEL: process.env['BATON_LOG_LEVEL'] ?? 'warn',
}

await refuseSecond(url)
mkdirSync(data, { recursive: true })
const desks = await startDesks(data)
const baton = await startBaton(env, url)
await setUp(desks, { env, url, data })

process.stdout.write(`
  The demo shop                    ${url}/demo
  Support, a simulated Freshchat   ${desks.freshchat.url}/sim
  Sales, a simulated LiveChat      ${desks.livechat.url}/sim
  Tickets, a simulated Freshdesk   ${desks.freshdesk.url}/sim

  Open the shop and one of the others side by side: you are the visitor here and the agent there.
  Ask for a person in the shop, choose Support or Sales, and answer as Ann; or let the wait run out and leave a message.
  Everything is kept in ${path.relative(process.cwd(), data) || data}. Stop with Ctrl-C.

`)

let stopping = false
async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  await baton.stop()
  await desks.stop()
  process.exit(code)
}
process.on('SIGINT', () => void stop(0))
process.on('SIGTERM', () => void stop(0))
void baton.ended.then((code) => stop(code))
