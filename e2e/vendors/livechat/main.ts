import { parseArgs } from 'node:util'
import { endOnSignal } from '../server.ts'
import { keepAccount, keptAccount } from './kept-account.ts'
import { startLivechat } from './livechat.ts'

const usage = `A simulated LiveChat account on this machine: API, sockets, accounts and agent page at one address.

  node e2e/vendors/livechat/main.ts [options]

  --port N             default: a free port
  --webhook URL        registers all webhooks of the demo app to go there
  --secret WORD        their secret_key; default: webhook-secret
  --redirect-uri URL   registers a redirect URI of the demo app
  --state FILE         keeps identity and chats between runs
  --organization ID    default: the kept one, else a new one
  --per-minute N       requests before too_many_requests; default 600, 0 = no limit
`

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    webhook: { type: 'string' },
    secret: { type: 'string' },
    'redirect-uri': { type: 'string', multiple: true },
    state: { type: 'string' },
    organization: { type: 'string' },
    'per-minute': { type: 'string' },
    help: { type: 'boolean' },
  },
})

if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}

const livechat = await startLivechat({
  ...(values.state !== undefined && keptAccount(values.state)),
  ...(values.organization !== undefined && { organizationId: values.organization }),
  port: Number(values.port ?? 0),
  perMinute: Number(values['per-minute'] ?? 600),
})
for (const uri of values['redirect-uri'] ?? []) {
  if (!livechat.app.redirectUris.includes(uri)) livechat.app.redirectUris.push(uri)
}
const { webhook } = values
if (webhook !== undefined && !livechat.webhooks.some((one) => one.url === webhook)) {
  livechat.registerWebhooks(webhook, values.secret === undefined ? {} : { secret: values.secret })
}
const stopKeeping = values.state === undefined ? () => {} : keepAccount(livechat, values.state)

process.stdout.write(`Agent page  ${livechat.url}/sim
API         ${livechat.url}/v3.6
Accounts    ${livechat.url}
Webhooks    ${webhook ?? 'as registered'}
Client id, tokens and secrets are under "API settings" on the agent page.
`)

endOnSignal(() => {
  stopKeeping()
  void livechat.stop()
})
