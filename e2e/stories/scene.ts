import { expect, type Page } from '@playwright/test'
import type { DeskKind } from '../drive/desk-kinds.ts'
import type { DeskSide } from '../drive/desk-side.ts'
import { type DeskOptions, startDeskSide } from '../drive/start-desk-side.ts'
import { type BatonServer, prepareServer } from './baton-server.ts'
import { type HostSite, startHostSite } from './host-site.ts'
import { type SiteSetup, shopFiles } from './shop-site.ts'
import { type Widget, widgetOn } from './widget.ts'

/** The owner's website, a real Baton and the desk. */
export interface Scene {
  readonly desk: DeskSide
  readonly server: BatonServer
  readonly host: HostSite
  /** Goes to a page of e2e/host-pages. The widget is closed, as a visitor finds it. */
  visit(page: Page, name?: string, site?: string): Promise<Widget>
  /** The nth time that Baton opened something at the desk since the act began, once it did: the name of that opening. */
  thread(nth?: number): Promise<string>
  /** How many times it did since the act began. */
  threads(): number
  /** What the desk's agents see of it: `Visitor: …`, `Agent: …`, without notes and notices. */
  atDesk(thread: string): string[]
  /** What the visitor wrote to the people there: without what Baton told them of the chat so far. */
  saidAtDesk(thread: string): string[]
  /** Between one story and the next; returns the check that belongs after it. */
  act(): (expectedErrors?: RegExp) => void
  close(): Promise<void>
}

export type SceneSetup = {
  sites?: SiteSetup[]
  env?: Record<string, string>
  desk?: DeskOptions
  /** Besides the desk's own. */
  secrets?: { [name: string]: string }
}

const names = { visitor: 'Visitor', agent: 'Agent', bot: 'Desk', note: null, notice: null }
/** How Baton's first words in a thread begin. */
const opening = /^— .* ref \w+/

export async function startScene(kind: DeskKind, { sites = [{}], env = {}, ...given }: SceneSetup): Promise<Scene> {
  const desk = await startDeskSide(kind, { gaps: [200, 400, 800, 1_600, 3_200], ...given.desk })
  const server = await prepareServer({ BATON_LOG_LEVEL: 'info', BATON_LOOK_UPS: '300ms,1s,2s', ...env })
  const host = await startHostSite(server.origin)
  for (const site of sites)
    await server.apply(shopFiles(desk, [host.origin, server.origin], site), { ...desk.secrets, ...given.secrets })
  desk.hooks.to(server.hookUrl(sites[0]?.site ?? 'shop'))
  await server.start()
  let before = 0
  const ours = () => desk.openings().slice(before)
  const seen = (thread: string) => desk.thread(thread).lines.filter(({ by }) => names[by] !== null)

  return {
    ...{ desk, server, host },
    async visit(page, name = 'plain', site = 'shop') {
      await page.goto(host.address(name, site))
      return widgetOn(page)
    },
    async thread(nth = 0) {
      await expect.poll(() => ours().length, 'openings at the desk').toBeGreaterThan(nth)
      return ours()[nth] ?? ''
    },
    threads: () => ours().length,
    atDesk: (thread) => seen(thread).map(({ by, text }) => `${names[by]}: ${text}`),
    saidAtDesk: (thread) =>
      seen(thread).flatMap(({ by, text }) => (by === 'visitor' && !opening.test(text) ? [text] : [])),
    act() {
      before = desk.openings().length
      const [breaches, lines] = [desk.breaches().length, server.lines.length]
      desk.trouble.clear()
      return (expectedErrors) => {
        desk.trouble.clear()
        expect(desk.breaches().slice(breaches), 'what the adapter did against the contract').toEqual([])
        const errors = server.lines.slice(lines).filter((line) => isError(line) && !expectedErrors?.test(line))
        expect(errors, 'errors in the log').toEqual([])
      }
    },
    async close() {
      await server.close()
      await host.close()
      await desk.stop()
    },
  }
}

/** Whatever is no line of the log is an error too. */
function isError(line: string): boolean {
  const level = /^\{"level":"(\w+)"/.exec(line)?.[1]
  return !level || ['error', 'fatal'].includes(level)
}
