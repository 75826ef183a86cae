// For tests only: connecting as people do it, from the link over the simulator's consent page to our own page.
import type { LivechatOptions } from '@baton/e2e/vendors/livechat/livechat.ts'
import type { SiteId } from '@baton/shared/ids.ts'
import { onTestFinished } from 'vitest'
import type { Asked, Consent } from '../../consent.ts'
import type { AccountId } from '../../conversation/ids.ts'
import { startHttp } from '../../http/rig.ts'
import type { Outgoing } from '../../outgoing.ts'
import type { DeskMemory } from '../desk.ts'
import { type ConnectDesk, createConnect } from './connect.ts'
import { oauthRig } from './oauth-rig.ts'

export const acme = 'acme' as SiteId

/** One account, one store, and as many servers as a test starts. */
export async function connectRig(options: LivechatOptions = {}) {
  const rig = await oauthRig(options)
  const { sim, clock } = rig
  const desks = new Map<string, ConnectDesk>([
    [
      'sales',
      {
        entry: { clientId: sim.clientId, clientSecret: { secret: 'livechat-client' }, accountsUrl: sim.url },
        account: null,
      },
    ],
  ])
  const secrets = new Map([['livechat-client', sim.clientSecret]])

  async function server(
    more: {
      http?: Outgoing
      owner?: string
      learn?: (account: AccountId) => Promise<void>
      through?: (memory: DeskMemory) => DeskMemory
    } = {},
  ) {
    let consent: Consent | null = null
    const web = await startHttp({ consent: { land: (query) => (consent as Consent).land(query) } })
    onTestFinished(() => web.close())
    const redirectUri = `${web.url}/oauth/livechat`
    sim.app.redirectUris.push(redirectUri)
    consent = createConnect({
      ...{ http: rig.http, clock, log: rig.log, ...more, redirectUri },
      memoryOf: (account) => (more.through ?? ((memory) => memory))(rig.memoryOf(account, more.owner)),
      desk: (site, name) => (site === acme ? (desks.get(name) ?? null) : null),
      secret: (name) => secrets.get(name) ?? null,
      async learn(_site, name, account) {
        await more.learn?.(account)
        const desk = desks.get(name)
        if (desk) desks.set(name, { ...desk, account })
      },
    })
    return { ...web, ...consent, redirectUri }
  }

  return {
    ...rig,
    desks,
    secrets,
    server,
    /** The owner's command: it must get a link. */
    async link(from: Pick<Consent, 'ask'>): Promise<Asked> {
      const asked = await from.ask(acme, 'sales')
      if ('wrong' in asked) throw new Error(asked.wrong)
      return asked
    },
    /** Somebody follows the link and chooses; where LiveChat then sends the browser. */
    async choose(link: string, how: { agent?: string; choice?: 'allow' | 'deny' } = {}): Promise<string> {
      const page = await (await fetch(link)).text()
      const query = /name="query" value="([^"]*)"/.exec(page)?.[1]?.replaceAll('&#38;', '&')
      if (query === undefined) throw new Error(page)
      const body = new URLSearchParams({ query, agent: how.agent ?? 'olga@example.com', choice: how.choice ?? 'allow' })
      const sent = await fetch(`${sim.url}/consent`, { method: 'POST', body, redirect: 'manual' })
      return sent.headers.get('location') ?? ''
    },
    /** What the browser shows then. */
    async visit(url: string) {
      const answer = await fetch(url)
      const html = await answer.text()
      const title = /<h1>([^<]*)/.exec(html)?.[1] ?? html
      return { status: answer.status, headers: answer.headers, html, title }
    },
  }
}
