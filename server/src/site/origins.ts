import type { IncomingMessage } from 'node:http'
import type { Site } from './registry.ts'

/**
 * Where a browser's request comes from: its Origin, which browsers leave out of a GET to the page's own server and then say
 * `Sec-Fetch-Site: same-origin`; no page can set either. Null: not said, or by a document without an origin.
 */
export function originOf({ headers }: Pick<IncomingMessage, 'headers'>, own: string): string | null {
  const { origin } = headers
  if (origin === undefined) return headers['sec-fetch-site'] === 'same-origin' ? own : null
  return origin === 'null' || origin === '' ? null : origin
}

/** Exact: scheme, host and port as the owner wrote them. */
export const isAllowed = (site: Site, origin: string | null): origin is string =>
  origin !== null && site.origins.includes(origin)
