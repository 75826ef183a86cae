import type { SiteId } from '@baton/shared/ids.ts'
import type { Sites } from '../store/store.ts'
import type { SiteFile } from './schema.ts'
import { readStored } from './stored-site.ts'

/** Versions that running handoffs began with. They never change, so each is read once. */
export interface OldVersions {
  /** Null: there is no such version, or this Baton cannot read it. */
  file(site: SiteId, version: number): Promise<SiteFile | null>
}

/** More than handoffs are open under different versions at any time; the oldest is read again when it is needed. */
const kept = 200

export function createOldVersions(sites: Pick<Sites, 'version'>): OldVersions {
  const known = new Map<string, Promise<SiteFile | null>>()
  return {
    file(site, version) {
      const key = `${site}@${version}`
      const reading = known.get(key) ?? read(site, version)
      known.set(key, reading)
      reading.catch(() => known.delete(key))
      if (known.size > kept) known.delete(known.keys().next().value ?? '')
      return reading
    },
  }

  async function read(site: SiteId, version: number): Promise<SiteFile | null> {
    const row = await sites.version(site, version)
    return row ? (readStored(row.config)?.file ?? null) : null
  }
}
