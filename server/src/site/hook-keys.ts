import { timingSafeEqual } from 'node:crypto'
import type { SiteId } from '@baton/shared/ids.ts'
import type { DeskName } from '../conversation/ids.ts'
import type { Sealer } from '../secrets.ts'

/** The keys in the desks' webhook addresses: 192 bits, derived, so that every server knows them without a look. */
export interface HookKeys {
  key(site: SiteId, desk: DeskName): string
  url(site: SiteId, desk: DeskName): string
  /** In constant time; a key made under an older BATON_SECRET_KEY fits too, since the vendor's page still has it. */
  fits(site: string, desk: string, key: string): boolean
}

const keyBytes = 24

export function createHookKeys({ sealer, publicUrl }: { sealer: Sealer; publicUrl: string }): HookKeys {
  const all = (site: string, desk: string) =>
    sealer.macs('hook', `${site}/${desk}`).map((mac) => Buffer.from(mac.subarray(0, keyBytes)).toString('base64url'))
  const key = (site: string, desk: string) => all(site, desk)[0] as string
  return {
    key,
    url: (site, desk) => `${publicUrl}/hooks/${site}/${desk}/${key(site, desk)}`,
    fits(site, desk, given) {
      const bytes = Buffer.from(given.slice(0, 100))
      return all(site, desk)
        .map((one) => same(Buffer.from(one), bytes))
        .includes(true)
    },
  }
}

const same = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b)
