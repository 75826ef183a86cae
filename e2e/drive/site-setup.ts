import type { Json, SiteId } from '@baton/shared/ids.ts'
import { createSealer } from '../../server/src/secrets.ts'
import { createHookKeys } from '../../server/src/site/hook-keys.ts'
import type { Kinds } from '../../server/src/site/kinds.ts'
import { parseSite } from '../../server/src/site/parse.ts'
import { keepSecret } from '../../server/src/site/secret-box.ts'
import type { Store } from '../../server/src/store/store.ts'
import type { Freshchat } from '../vendors/freshchat/freshchat.ts'
import type { DeskSide } from './desk-side.ts'

type AnySiteOptions = {
  site: string
  origins: string[]
  /** As the site file writes it: `120s`. */
  wait?: string
  afterResolve?: 'bot' | 'closed'
}
export type SiteOptions = AnySiteOptions & {
  /** The transcript goes to the desk as a note of this agent; without one it is part of the opening. */
  agentEmail?: string
  assign?: { agent?: string; group?: string }
}

/** A site with a script bot and one Freshchat desk, `support`, as its owner would write it. */
export function siteFile(
  freshchat: Pick<Freshchat, 'url' | 'topic' | 'publicKey' | 'appId'>,
  options: SiteOptions,
): { site: string; bot: string } {
  const { agentEmail, assign } = options
  const entry = {
    kind: 'freshchat',
    url: freshchat.url,
    token: { secret: 'freshchat-token' },
    channel: freshchat.topic.id,
    publicKey: freshchat.publicKey,
    appId: freshchat.appId,
    ...(agentEmail ? { agentEmail } : {}),
    ...(assign ? { assign } : {}),
  }
  return siteWith({ entry: () => entry }, options)
}

/** The same with a desk of any kind. `more`: keys of its entry besides those that it cannot be without. */
export function siteWith(
  desk: Pick<DeskSide, 'entry'>,
  options: AnySiteOptions & { more?: { [key: string]: Json } },
): { site: string; bot: string } {
  const { site, origins, wait = '120s', afterResolve = 'bot', more } = options
  // JSON is YAML.
  const file = {
    site,
    name: site,
    origins,
    bot: { kind: 'script', file: 'bot.yaml' },
    handoff: { desk: 'support', wait, afterResolve },
    desks: { support: { ...desk.entry(), ...more } },
  }
  return { site: JSON.stringify(file), bot: JSON.stringify(bot) }
}

const bot = {
  greeting: 'Hello! Ask me anything.',
  answers: [
    { when: ['hours', 'open'], say: 'We are open all day.' },
    { when: ['price', 'cost'], rotate: ['Ten coins.', 'Still ten coins.'] },
  ],
  person: { say: 'I ask somebody.', when: ['human please'] },
  fallback: 'I did not understand that.',
  returned: 'I am back.',
}

/** Puts a site and its secrets into a store, as the owner's commands would. Throws with the file's mistakes. */
export async function applySite(
  store: Pick<Store, 'sites'>,
  kinds: Kinds,
  secretKey: string,
  files: { site: string; bot: string },
  /** By name; a text is the Freshchat token of `siteFile`. */
  secrets: string | { readonly [name: string]: string },
): Promise<void> {
  const parsed = parseSite({ file: 'site.yaml', text: files.site, others: { 'bot.yaml': files.bot } }, kinds)
  if (parsed.mistakes) throw new Error(`the site of the test is wrong: ${JSON.stringify(parsed.mistakes)}`)
  const box = { sites: store.sites, sealer: createSealer([secretKey]) }
  const named = typeof secrets === 'string' ? { 'freshchat-token': secrets } : secrets
  for (const [name, value] of Object.entries(named)) await keepSecret(box, name, value)
  await store.sites.apply(parsed.value.site.site as SiteId, parsed.value.stored as unknown as Json)
}

/** Where the desk must send its webhooks. */
export const hookUrl = (secretKey: string, publicUrl: string, site: string, desk = 'support'): string =>
  createHookKeys({ sealer: createSealer([secretKey]), publicUrl }).url(site as SiteId, desk)
