// For tests only: a whole server in this process on a real store, with a bot from a file and a simulated Freshchat behind it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Freshchat, startFreshchat } from '@baton/e2e/vendors/freshchat/freshchat.ts'
import { keyPair } from '@baton/e2e/vendors/freshchat/identity.ts'
import type { Json, SiteId } from '@baton/shared/ids.ts'
import { createLocalBell } from './bell/local.ts'
import { createPostgresBell } from './bell/postgres.ts'
import { scriptKind } from './bot/script/parse.ts'
import { systemClock } from './clock.ts'
import { fold } from './conversation/fold.ts'
import { freshchatKind } from './desk/freshchat/kind.ts'
import { shop, unlimited } from './gateway/rig.ts'
import { createLogger } from './logging.ts'
import { createOutgoing } from './outgoing/undici.ts'
import { createSealer } from './secrets.ts'
import type { Kinds } from './site/kinds.ts'
import { parseSite } from './site/parse.ts'
import { keepSecret } from './site/secret-box.ts'
import { startServer } from './start.ts'
import { openStore } from './store/open.ts'

// Making a key takes longer than most tests.
const { privateKey } = keyPair()
const secretKey = 'only for tests, and long enough for one'
const kinds: Kinds = { bots: { script: scriptKind }, desks: { freshchat: freshchatKind } }

const botFile = `greeting: Hello!
answers:
  - when: opening hours
    say: From nine to five.
  - when: bye
    say: Bye!
    end: true
returned: I am back.
fallback: Sorry?
`

type Given = { database?: string; desk?: boolean; wait?: string; handoff?: string }

/** `database`: without one a folder of its own. `desk`: false for a site without one. `handoff`: more keys of the site file's entry. */
export async function startWorld(given: Given = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'baton-server-'))
  const freshchat = await startFreshchat({ privateKey, delivery: { timeout: 3_000, gaps: [20, 50, 100, 200, 400] } })
  const lines: string[] = []
  const logger = createLogger('debug', { write: (line: string) => void lines.push(line) })
  const site = siteFile(freshchat, given)
  const sealer = createSealer([secretKey])

  async function startOne(owner = 'server') {
    const { database } = given
    const store = await openStore(database ? { url: database } : { data: folder }, {
      clock: systemClock,
      random: Math.random,
      fold,
    })
    const parsed = parseSite({ file: 'acme.yaml', text: site, others: { 'acme.bot.yaml': botFile } }, kinds)
    if (parsed.mistakes) throw new Error(JSON.stringify(parsed.mistakes))
    await keepSecret({ sites: store.sites, sealer }, 'freshchat-token', freshchat.token)
    await store.sites.apply('acme' as SiteId, parsed.value.stored as unknown as Json)
    const running = await startServer({
      ...{ store, kinds, logger, owner, sealer, clock: systemClock, random: Math.random },
      config: { port: 0, host: '127.0.0.1', publicUrl: 'https://chat.example', trustProxy: false, demo: false },
      bell: database
        ? createPostgresBell({ url: database, clock: systemClock, random: Math.random, logger })
        : createLocalBell(),
      outgoing: createOutgoing({ clock: systemClock }),
      widgetFolder: path.join(folder, 'dist'),
      limits: unlimited ?? {},
      lookUps: [50, 100, 200, 400],
    })
    const url = `http://127.0.0.1:${running.port}`
    const hook = `${url}/hooks/acme/support/${running.registry.hookKey('acme' as SiteId, 'support')}`
    freshchat.setWebhook(hook)
    return {
      ...{ ...running, url, hook, store },
      /** As an owner applies a changed file and sets a secret, while the server runs. */
      async change({ from, to }: { from: string; to: string }, secrets: { [name: string]: string } = {}) {
        const text = site.replace(from, to)
        if (text === site) throw new Error(`the site file has no ${from}`)
        const changed = parseSite({ file: 'acme.yaml', text, others: { 'acme.bot.yaml': botFile } }, kinds)
        if (changed.mistakes) throw new Error(JSON.stringify(changed.mistakes))
        for (const [name, value] of Object.entries(secrets))
          await keepSecret({ sites: store.sites, sealer }, name, value)
        await store.sites.apply('acme' as SiteId, changed.value.stored as unknown as Json)
        await running.registry.refresh()
      },
      async secret(name: string, value: string) {
        await keepSecret({ sites: store.sites, sealer }, name, value)
        await running.registry.refresh()
      },
    }
  }

  return {
    freshchat,
    lines,
    start: startOne,
    async close() {
      await freshchat.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const siteFile = (freshchat: Freshchat, { desk = true, wait = '120s', handoff = '' }: Given): string => {
  const head = `site: acme\nname: Acme\norigins: ["${shop}"]\nbot: { kind: script, file: acme.bot.yaml }\n`
  if (!desk) return head
  const key = freshchat.publicKey
    .trim()
    .split('\n')
    .map((line) => `      ${line}`)
    .join('\n')
  return `${head}files: { visitors: true }
handoff: { desk: support, wait: ${wait}, afterResolve: bot${handoff && `, ${handoff}`} }
desks:
  support:
    kind: freshchat
    url: ${freshchat.url}
    token: { secret: freshchat-token }
    topic: ${freshchat.topic.name}
    appId: ${freshchat.appId}
    publicKey: |
${key}
`
}
