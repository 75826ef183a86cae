import type { SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { type Slots, statement } from '../statement.ts'

export const insertVisitor = statement(
  (query, p: Slots<{ id: VisitorId; site: SiteId; tokenHash: Uint8Array; seenAt: Time }>) =>
    query.insertInto('visitors').values({ id: p.id, site: p.site, token_hash: p.tokenHash, seen_at: p.seenAt }),
)

export const visitorByToken = statement((query, p: Slots<{ site: SiteId; tokenHash: Uint8Array }>) =>
  query
    .selectFrom('visitors')
    .select(['id', 'site', 'seen_at as seenAt'])
    .where('site', '=', p.site)
    .where('token_hash', '=', p.tokenHash),
)

export const visitorById = statement((query, p: Slots<{ id: VisitorId }>) =>
  query.selectFrom('visitors').select(['id', 'site', 'seen_at as seenAt']).where('id', '=', p.id),
)

export const visitorSeen = statement((query, p: Slots<{ id: VisitorId; at: Time }>) =>
  query.updateTable('visitors').set({ seen_at: p.at }).where('id', '=', p.id).where('seen_at', '<', p.at),
)
