import { parseArgs } from 'node:util'
import { endOnSignal } from '../server.ts'
import { startFreshdesk } from './freshdesk.ts'
import { keepAccount, keptAccount } from './kept-account.ts'

const usage = `A simulated Freshdesk account on this machine.

  node e2e/vendors/freshdesk/main.ts [options]

  --port N         default: a free port
  --state FILE     keeps key and tickets between runs
  --key K          default: the kept one, else a new one
  --per-minute N   requests before 429; default 200, 0 = no limit
`

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    state: { type: 'string' },
    key: { type: 'string' },
    'per-minute': { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}

const freshdesk = await startFreshdesk({
  ...(values.state !== undefined && keptAccount(values.state)),
  ...(values.key !== undefined && { key: values.key }),
  port: Number(values.port ?? 0),
  perMinute: Number(values['per-minute'] ?? 200),
})
const stopKeeping = values.state === undefined ? () => {} : keepAccount(freshdesk, values.state)

process.stdout.write(`Tickets     ${freshdesk.url}/sim
API         ${freshdesk.url}/api/v2
The API key is under "API settings" on the page.
`)

endOnSignal(() => {
  stopKeeping()
  void freshdesk.stop()
})
