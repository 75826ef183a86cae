import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runBaton } from './baton.ts'
import type { Desks } from './desks.ts'

type Env = { [name: string]: string | undefined }

/** The same steps as in docs/freshchat.md and docs/livechat.md, by the same commands. */
export async function setUp(desks: Desks, { env, url, data }: { env: Env; url: string; data: string }): Promise<void> {
  const { freshchat, livechat } = desks
  const redirectUri = `${url}/oauth/livechat`
  if (!livechat.app.redirectUris.includes(redirectUri)) livechat.app.redirectUris.push(redirectUri)
  // The registered webhooks of an earlier start know this word.
  const webhookSecret = livechat.webhooks[0]?.secret ?? randomBytes(24).toString('base64url')
  const secrets = {
    'demo-freshchat-token': freshchat.token,
    'demo-freshdesk-key': desks.freshdesk.key,
    'demo-livechat-client': livechat.clientSecret,
    'demo-livechat-pat': livechat.pat.token,
    'demo-livechat-webhook': webhookSecret,
  }
  await Promise.all(Object.entries(secrets).map(([name, input]) => runBaton(env, ['secret', 'set', name], { input })))
  await runBaton(env, ['site', 'apply', siteFile(desks, { url, data })])

  const shown = await runBaton(env, ['site', 'show', 'demo'])
  const hookOf = (desk: string) => {
    const hook = new RegExp(`https?://\\S+/hooks/demo/${desk}/[\\w-]+`).exec(shown)?.[0]
    if (!hook) throw new Error(`"site show" names no webhook address:\n${shown}`)
    return hook
  }
  freshchat.setWebhook(hookOf('support').replace('//localhost', '//127.0.0.1'))
  if (!shown.includes(`livechat:${livechat.organizationId}`)) await connect(desks, env)
  if (!livechat.webhooks.some(({ url: to }) => to === hookOf('sales'))) await runBaton(env, ['check', 'demo', '--mend'])
}

/** The owner of the simulated account follows the link and allows it. */
async function connect({ livechat }: Desks, env: Env): Promise<void> {
  const followed: Promise<unknown>[] = []
  await runBaton(env, ['livechat', 'connect', 'demo', 'sales'], {
    heard(said) {
      const link = /https?:\/\/\S+&state=\S+(?=\s)/.exec(said)?.[0]
      if (link && followed.length === 0) followed.push(fetch(livechat.consent(link)))
    },
  })
  await Promise.all(followed)
}

/** The demo's site file, filled in with what the vendors' consoles would show an owner. */
function siteFile({ freshchat, livechat, freshdesk }: Desks, { url, data }: { url: string; data: string }): string {
  const folder = path.join(data, 'demo')
  const source = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8')
  const key = freshchat.publicKey.trim().replaceAll('\n', '\n      ')
  const site = source('demo.yaml')
    .replaceAll(':3000', `:${new URL(url).port || 80}`)
    .replaceAll('http://127.0.0.1:4010', freshchat.url)
    .replaceAll('http://127.0.0.1:4012', freshdesk.url)
    .replaceAll('127.0.0.1:4011', new URL(livechat.url).host)
    .replace('the-public-key', `|\n      ${key}`)
    .replace('the-client-id', livechat.clientId)
    .replace('the-account-id', livechat.pat.accountId)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'demo.yaml'), site)
  writeFileSync(path.join(folder, 'demo.bot.yaml'), source('demo.bot.yaml'))
  return path.join(folder, 'demo.yaml')
}
