import { secretsOf } from '../../site/desk-entries.ts'
import { sayState } from '../../site/desk-shelf.ts'
import type { SiteFile } from '../../site/schema.ts'
import type { OwnerDeps } from '../command.ts'

/** With the looks that the launcher cannot know otherwise before a visitor opens the chat: nothing else is fetched until then. */
export function scriptTag(publicUrl: string, { site, widget: { color, position, zIndex } = {} }: SiteFile): string {
  const looks = { color, position, 'z-index': zIndex }
  const said = Object.entries(looks).flatMap(([name, value]) => (value === undefined ? [] : ` data-${name}="${value}"`))
  return `<script async src="${publicUrl}/baton.js" data-site="${site}"${said.join('')}></script>`
}

/** Every secret that the site names, once. */
export function secretNames(site: Pick<SiteFile, 'desks' | 'tickets'>): string[] {
  const desks = Object.values(site.desks ?? {}).flatMap((desk) => secretsOf(desk).flatMap(({ names }) => names))
  const tickets = site.tickets?.kind === 'freshdesk' ? [site.tickets.key.secret] : []
  return [...new Set([...desks, ...tickets])]
}

export const missingIn = (
  { registry }: OwnerDeps,
  site: Pick<SiteFile, 'desks' | 'tickets'>,
): { name: string; says: string }[] =>
  secretNames(site).flatMap((name) => {
    const state = registry.secrets.state(name)
    return state === 'set' ? [] : [{ name, says: sayState(state) }]
  })
