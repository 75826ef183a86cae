import type { Logger } from 'pino'
import type { Tickets } from '../tickets/tickets.ts'
import type { EntryTrouble, Kinds, TicketDeps } from './kinds.ts'
import type { SiteFile } from './schema.ts'

/** Builds what a site's tickets go to, anew when the entry or its secret changed. */
export interface TicketShelf {
  /** Null: the site has none, or they go to its desk. */
  of(file: SiteFile): Tickets | EntryTrouble | null
}

export function createTicketShelf(deps: Omit<TicketDeps, 'siteName'> & { kinds: Kinds; log: Logger }): TicketShelf {
  const { kinds, log, ...given } = deps
  const built = new Map<string, { key: string; tickets: Tickets | EntryTrouble | null }>()

  function build({ tickets: entry, name: siteName }: SiteFile): Tickets | EntryTrouble | null {
    const own = { ...given, siteName }
    switch (entry?.kind) {
      case 'freshdesk':
        return kinds.tickets?.freshdesk(entry, own) ?? null
      case 'mail':
        return kinds.tickets?.mail(entry, own) ?? null
      default:
        return null
    }
  }

  return {
    of(file) {
      const entry = file.tickets
      const secret = entry?.kind === 'freshdesk' ? given.secret(entry.key.secret) : null
      const key = JSON.stringify([entry, secret, file.name])
      const known = built.get(file.site)
      if (known?.key === key) return known.tickets
      const tickets = build(file)
      if (tickets && 'says' in tickets)
        log.error({ site: file.site, place: `tickets.${tickets.place}`, why: tickets.says }, 'tickets cannot be made')
      built.set(file.site, { key, tickets })
      return tickets
    },
  }
}
