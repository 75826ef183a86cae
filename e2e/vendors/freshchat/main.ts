import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { endOnSignal } from '../server.ts'
import { startFreshchat } from './freshchat.ts'
import { keepAccount, keptAccount } from './kept-account.ts'

const usage = `A simulated Freshchat account on this machine.

  node e2e/vendors/freshchat/main.ts [options]

  --port N         default: a free port
  --webhook URL    where webhooks go
  --state FILE     keeps identity and conversations between runs
  --token T        default: the kept one, else a new one
  --app-id ID      default: the kept one, else a new one
  --key FILE       private key, PKCS#8 PEM; default: the kept one, else a new one
  --per-minute N   requests before 429; default 600, 0 = no limit
`

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    webhook: { type: 'string' },
    state: { type: 'string' },
    token: { type: 'string' },
    'app-id': { type: 'string' },
    key: { type: 'string' },
    'per-minute': { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}

const freshchat = await startFreshchat({
  ...(values.state !== undefined && keptAccount(values.state)),
  ...(values.token !== undefined && { token: values.token }),
  ...(values['app-id'] !== undefined && { appId: values['app-id'] }),
  ...(values.key !== undefined && { privateKey: readFileSync(values.key, 'utf8') }),
  port: Number(values.port ?? 0),
  webhook: values.webhook ?? null,
  perMinute: Number(values['per-minute'] ?? 600),
})
const stopKeeping = values.state === undefined ? () => {} : keepAccount(freshchat, values.state)

process.stdout.write(`Agent page  ${freshchat.url}/sim
API         ${freshchat.url}/v2
Topic       ${freshchat.topic.name}  ${freshchat.topic.id}
Webhooks    ${freshchat.webhook ?? 'nowhere yet'}
Token and public key are under "API settings" on the agent page.
`)

endOnSignal(() => {
  stopKeeping()
  void freshchat.stop()
})
