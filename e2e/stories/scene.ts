import { expect, type Page } from '@playwright/test'
import { type Freshchat, startFreshchat } from '../vendors/freshchat/freshchat.ts'
import { keyPair } from '../vendors/freshchat/identity.ts'
import { type BatonServer, prepareServer } from './baton-server.ts'
import { type HostSite, startHostSite } from './host-site.ts'
import { type SiteSetup, shopFiles } from './shop-site.ts'
import { type Widget, widgetOn } from './widget.ts'

/** The owner's website, a real Baton and the desk. */
export interface Scene {
  readonly freshchat: Freshchat
  readonly server: BatonServer
  readonly host: HostSite
  /** Goes to a page of e2e/host-pages. The widget is closed, as a visitor finds it. */
  visit(page: Page, name?: string, site?: string): Promise<Widget>
  /** The nth conversation at the desk that came from Baton since the act began, once it is there. */
  thread(nth?: number): Promise<string>
  /** How many conversations at the desk came from Baton since the act began. */
  threads(): number
  /** What the desk's agents see of it: `User: …`, `Agent: …`, without notices. */
  atDesk(thread: string): string[]
  /** Between one story and the next; returns the check that belongs after it. */
  act(): (expectedErrors?: RegExp) => void
  close(): Promise<void>
}

export type SceneSetup = { sites?: SiteSetup[]; env?: Record<string, string> }

// Making a key takes longer than starting the rest of the desk.
const { privateKey } = keyPair(undefined)

export async function startScene({ sites = [{}], env = {} }: SceneSetup): Promise<Scene> {
  const freshchat = await startFreshchat({ privateKey, delivery: { gaps: [200, 400, 800, 1_600, 3_200] } })
  const server = await prepareServer({ BATON_LOG_LEVEL: 'info', BATON_LOOK_UPS: '300ms,1s,2s', ...env })
  const host = await startHostSite(server.origin)
  for (const site of sites)
    await server.apply(shopFiles(freshchat, [host.origin, server.origin], site), freshchat.token)
  freshchat.setWebhook(server.hookUrl(sites[0]?.site ?? 'shop'))
  await server.start()
  let before = 0
  const ours = () => freshchat.conversations.filter((one) => !one.foreign).slice(before)

  return {
    ...{ freshchat, server, host },
    async visit(page, name = 'plain', site = 'shop') {
      await page.goto(host.address(name, site))
      return widgetOn(page)
    },
    async thread(nth = 0) {
      await expect.poll(() => ours().length, 'conversations at the desk').toBeGreaterThan(nth)
      return ours()[nth]?.id ?? ''
    },
    threads: () => ours().length,
    atDesk: (thread) =>
      freshchat
        .conversation(thread)
        .messages.filter(({ type, failed }) => type === 'normal' && !failed)
        .map(({ by, text }) => `${by.kind === 'user' ? 'Visitor' : by.kind === 'agent' ? 'Agent' : 'Desk'}: ${text}`),
    act() {
      before = freshchat.conversations.filter((one) => !one.foreign).length
      const [breaches, lines] = [freshchat.breaches.length, server.lines.length]
      freshchat.faults.clear()
      return (expectedErrors) => {
        freshchat.faults.clear()
        expect(freshchat.breaches.slice(breaches), 'what the adapter did against the contract').toEqual([])
        const errors = server.lines.slice(lines).filter((line) => isError(line) && !expectedErrors?.test(line))
        expect(errors, 'errors in the log').toEqual([])
      }
    },
    async close() {
      await server.close()
      await host.close()
      await freshchat.stop()
    },
  }
}

/** Whatever is no line of the log is an error too. */
function isError(line: string): boolean {
  const level = /^\{"level":"(\w+)"/.exec(line)?.[1]
  return !level || ['error', 'fatal'].includes(level)
}
