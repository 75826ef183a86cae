import type { SiteId } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'

/** Pages that asked for a site's chat and may not have it: perhaps strangers', perhaps an address that its owner forgot. */
export interface RefusedOrigins {
  note(site: SiteId, origin: string): void
  /** The latest ones, oldest first. Anybody can send any. */
  of(site: SiteId): string[]
}

const kept = 5
/** Who sends a new one with each request fills no disk. */
const toldAtMost = 50
const longest = 200

export function createRefusedOrigins(logger: Logger): RefusedOrigins {
  const latest = new Map<SiteId, string[]>()
  let told = 0
  return {
    note(site, origin) {
      const before = latest.get(site) ?? []
      if (origin.length > longest || !URL.canParse(origin) || before.includes(origin)) return
      latest.set(site, [...before, origin].slice(-kept))
      if (told++ < toldAtMost)
        logger.warn({ site, origin }, 'a page asked for the chat whose address is not among the origins of the site')
    },
    of: (site) => latest.get(site) ?? [],
  }
}
