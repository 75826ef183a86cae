import type { IncomingMessage } from 'node:http'
import type { SiteId } from '@baton/shared/ids.ts'
import { protocol, type WireError } from '@baton/shared/protocol.ts'
import { z } from 'zod'
import { isAllowed, originOf } from '../site/origins.ts'
import type { Registry } from '../site/registry.ts'
import type { Visitors } from '../store/store.ts'
import type { GatewayLimits } from './limits.ts'
import { isToken, tokenHash } from './token.ts'

/** This protocol and the one before it, once there is one. */
const spoken = [protocol]

export type Refused = 'origin' | 'site' | 'full'

/** Who may connect: asked before a socket exists, from headers and query alone. */
export interface Admission {
  /** Null: come in. */
  refuses(request: IncomingMessage): Refused | null
  /** Whether a page of that origin may read our answer to this request. */
  allowsOrigin(request: IncomingMessage): boolean
  addressOf(request: IncomingMessage): string
  /** Counts a connection; the returned function counts it out. */
  enter(address: string): () => void
}

export function createAdmission(given: {
  registry: Pick<Registry, 'site'>
  addressOf: (request: IncomingMessage) => string
  /** Our own public origin. */
  own: string
  limits: Pick<GatewayLimits, 'connections' | 'connectionsPerAddress'>
}): Admission {
  const { registry, addressOf, own, limits } = given
  const here = new Map<string, number>()
  let all = 0

  function allowsOrigin(request: IncomingMessage): boolean {
    const site = registry.site(siteOf(request))
    return site !== null && isAllowed(site, originOf(request, own))
  }

  return {
    allowsOrigin,
    addressOf,
    refuses(request) {
      if (!registry.site(siteOf(request))) return 'site'
      if (!allowsOrigin(request)) return 'origin'
      const full = all >= limits.connections || (here.get(addressOf(request)) ?? 0) >= limits.connectionsPerAddress
      return full ? 'full' : null
    },
    enter(address) {
      all++
      here.set(address, (here.get(address) ?? 0) + 1)
      let counted = true
      return () => {
        if (!counted) return
        counted = false
        all--
        const left = (here.get(address) ?? 1) - 1
        if (left === 0) here.delete(address)
        else here.set(address, left)
      }
    },
  }
}

/** The site in the query; what is not one is no site's key. */
export function siteOf({ url }: Pick<IncomingMessage, 'url'>): SiteId {
  const query = url?.slice(url.indexOf('?') + 1) ?? ''
  return (new URLSearchParams(query).get('site') ?? '') as SiteId
}

const handshakeAuth = z.object({ protocol: z.number(), site: z.string(), token: z.string().max(200).nullable() })

export type Introduced =
  | { ok: true; visitor: Parameters<Visitors['seen']>[0] | null; token: string | null }
  | { ok: false; error: WireError }

/** Reads the namespace handshake. `site` is the one that was admitted: a socket never changes it. */
export async function introduce(
  auth: unknown,
  site: SiteId,
  { visitors, registry }: { visitors: Pick<Visitors, 'byToken'>; registry: Pick<Registry, 'site'> },
): Promise<Introduced> {
  const parsed = handshakeAuth.safeParse(auth)
  if (!parsed.success) return refused('badFrame', 'The handshake needs protocol, site and token.')
  if (!spoken.includes(parsed.data.protocol)) return refused('oldProtocol')
  if (parsed.data.site !== site || !registry.site(site))
    return refused('unknownSite', 'The site of the handshake and of the address differ, or there is no such site.')
  const { token } = parsed.data
  if (token === null) return { ok: true, visitor: null, token: null }
  const visitor = isToken(token) ? await visitors.byToken(site, tokenHash(token)) : null
  return visitor ? { ok: true, visitor: visitor.id, token } : refused('unknownToken')
}

const refused = (code: WireError['code'], mend?: string): Introduced => ({
  ok: false,
  error: mend ? { code, mend } : { code },
})
