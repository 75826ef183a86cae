import type { ConversationId, FileId, Ms, SiteId, Time, VisitorId } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { AccountId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'

export const fileById = statement((query, p: Slots<{ id: FileId }>) =>
  query.selectFrom('files').selectAll().where('id', '=', p.id),
)

export const bytesById = statement((query, p: Slots<{ id: FileId }>) =>
  query.selectFrom('file_bytes').select('bytes').where('id', '=', p.id),
)

/** What takes room: what is there or was refused, and what may still come, since it was asked for after `fresh`. */
const counts = (fresh: unknown) => sql<boolean>`(state <> 'wanted' or made_at > cast(${fresh} as bigint))`

/** Touches no row when there is no room, or when it is there and no longer wanted. */
export const reserveFile = statement(
  (
    query,
    p: Slots<{
      id: FileId
      site: SiteId
      conversation: ConversationId
      visitor: VisitorId
      name: string
      size: number
      at: Time
      files: number
      bytes: number
      since: Time
      fresh: Time
    }>,
  ) => {
    const others = sql<number>`(select count(*) from files where conversation = ${p.conversation} and visitor is not null
      and state <> 'refused' and ${counts(p.fresh)} and id <> ${p.id})`
    const size = sql<number>`cast(${p.size} as bigint)`
    const taken = sql<number>`(select coalesce(sum(size), 0) from files where visitor = ${p.visitor}
      and made_at > cast(${p.since} as bigint) and ${counts(p.fresh)} and id <> ${p.id})`
    return query
      .insertInto('files')
      .columns(['id', 'site', 'conversation', 'visitor', 'state', 'name', 'size', 'made_at'])
      .expression(
        query
          .selectNoFrom([
            sql<FileId>`cast(${p.id} as text)`.as('id'),
            sql<SiteId>`cast(${p.site} as text)`.as('site'),
            sql<ConversationId>`cast(${p.conversation} as text)`.as('conversation'),
            sql<VisitorId>`cast(${p.visitor} as text)`.as('visitor'),
            sql<'wanted'>`'wanted'`.as('state'),
            sql<string>`cast(${p.name} as text)`.as('name'),
            size.as('size'),
            sql<Time>`cast(${p.at} as bigint)`.as('made_at'),
          ])
          .where(sql<boolean>`${others} < cast(${p.files} as bigint)`)
          .where(sql<boolean>`${taken} + ${size} <= cast(${p.bytes} as bigint)`),
      )
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet({ made_at: sql`excluded.made_at`, name: sql`excluded.name`, size: sql`excluded.size` })
          .where(sql<boolean>`files.state = 'wanted' and files.visitor is not null`),
      )
      .returning('id')
  },
)

/** Touches no row when it is known. */
export const wantFile = statement(
  (
    query,
    p: Slots<{
      id: FileId
      site: SiteId
      conversation: ConversationId
      account: AccountId
      source: Text
      name: string
      at: Time
    }>,
    { now },
  ) =>
    query
      .insertInto('files')
      .values({
        ...{ id: p.id, site: p.site, conversation: p.conversation, account: p.account, source: p.source },
        ...{ state: 'wanted', name: p.name, size: 0, made_at: p.at, attached: 1, due: now },
      })
      .onConflict((conflict) => conflict.doNothing()),
)

/** In nobody's hands. `leased_until` also lets a file rest a little after a try. */
const free = (now: unknown) => sql<boolean>`(leased_until is null or leased_until <= ${now})`

export const claimFiles = statement(
  (query, p: Slots<{ owner: string; ms: Ms; limit: number }>, { now, among, lock }) => {
    const due = query
      .selectFrom('files')
      .select('id')
      .where('due', '<=', now)
      .where(free(now))
      .orderBy('due')
      .limit(p.limit)
    return query
      .updateTable('files')
      .set({
        leased_until: sql`${now} + cast(${p.ms} as bigint)`,
        leased_by: p.owner,
        token: sql`token + 1`,
        tries: sql`tries + 1`,
      })
      .where(among('id', sql`(${lock(due, 'pass')})`))
      .returningAll()
  },
)

export const claimFile = statement((query, p: Slots<{ owner: string; id: FileId; ms: Ms }>, { now }) =>
  query
    .updateTable('files')
    .set({
      leased_until: sql`${now} + cast(${p.ms} as bigint)`,
      leased_by: p.owner,
      token: sql`token + 1`,
      tries: sql`tries + 1`,
    })
    .where('id', '=', p.id)
    .where('due', 'is not', null)
    .where(free(now))
    .returningAll(),
)

export const postponeFile = statement((query, p: Slots<{ id: FileId; token: number; wait: Ms; rest: Ms }>, { now }) =>
  query
    .updateTable('files')
    .set({
      due: sql`${now} + cast(${p.wait} as bigint)`,
      leased_until: sql`${now} + cast(${p.rest} as bigint)`,
      leased_by: null,
    })
    .where('id', '=', p.id)
    .where('token', '=', p.token)
    .where('due', 'is not', null),
)

export const freeFilesOf = statement((query, p: Slots<{ owner: string }>) =>
  query
    .updateTable('files')
    .set({ leased_until: null, leased_by: null })
    .where('due', 'is not', null)
    .where('leased_by', '=', p.owner),
)

/** Touches no row when it is not wanted any more. */
export const markKept = statement(
  (
    query,
    p: Slots<{
      id: FileId
      name: string
      type: string
      size: number
      width: number | null
      height: number | null
    }>,
  ) =>
    query
      .updateTable('files')
      .set({
        ...{ state: 'kept', name: p.name, type: p.type, size: p.size, width: p.width, height: p.height },
        ...{ due: null, leased_until: null },
      })
      .where('id', '=', p.id)
      .where('state', '=', 'wanted'),
)

export const putBytes = statement((query, p: Slots<{ id: FileId; bytes: Uint8Array }>) =>
  query.insertInto('file_bytes').values({ id: p.id, bytes: p.bytes }),
)

export const refuseFile = statement((query, p: Slots<{ id: FileId; why: string }>) =>
  query
    .updateTable('files')
    .set({ state: 'refused', why: p.why, due: null, leased_until: null })
    .where('id', '=', p.id)
    .where('state', '=', 'wanted'),
)

export const attachFile = statement((query, p: Slots<{ id: FileId }>) =>
  query.updateTable('files').set({ attached: 1 }).where('id', '=', p.id).where('state', '=', 'kept'),
)

/** In how many ms the next one can be claimed. */
export const nextDueFile = statement((query, _p: Slots<Record<never, never>>, { now }) =>
  query
    .selectFrom('files')
    .select(sql<number | null>`min(case when leased_until > due then leased_until else due end) - ${now}`.as('wait'))
    .where('due', '>=', 0),
)

export const deleteLoose = statement((query, p: Slots<{ before: Time }>) =>
  query.deleteFrom('files').where(sql<boolean>`attached = 0`).where('made_at', '<', p.before).returning('id'),
)
