import type { Ms, Time } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { AccountId } from '../../conversation/ids.ts'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'
import { type Fence, fence } from './lanes.ts'

/**
 * Who has something due: site and account, how many rows (counted up to `limit`). It jumps from share to share through the
 * index, so that a hundred thousand parked rows of one account cost no more than one. Without `order by`
 * PostgreSQL might go through all rows to count a few.
 */
export const dueShares = statement((query, p: Slots<{ now: Time; limit: number }>) =>
  query
    .withRecursive('shares', (shares) =>
      shares
        .selectFrom('outbox')
        .select(sql<string | null>`min(share)`.as('share'))
        .where('ready', 'is not', null)
        .unionAll(
          shares
            .selectFrom('shares')
            .where('shares.share', 'is not', null)
            .select(
              sql<
                string | null
              >`(select min(o.share) from outbox o where o.ready is not null and o.share > shares.share)`.as('share'),
            ),
        ),
    )
    .selectFrom('shares')
    .where('shares.share', 'is not', null)
    .select([
      sql<string>`shares.share`.as('share'),
      sql<number>`(select count(*) from (select 1 from outbox o where o.ready is not null and o.share = shares.share
        and o.ready <= ${p.now} order by o.ready limit ${p.limit}) due)`.as('due'),
      sql<Time>`(select min(o.ready) from outbox o where o.ready is not null and o.share = shares.share)`.as('first'),
    ]),
)

/** How many of each account are in somebody's hands. */
export const heldByAccount = statement((query) =>
  query
    .selectFrom('outbox')
    .select(['account', sql<number>`count(*)`.as('held')])
    .where('owner', 'is not', null)
    .where('account', '!=', sql.lit(''))
    .groupBy('account'),
)

/** Claims whose lease is over. */
export const leasesOver = statement((query, p: Slots<{ limit: number }>, differences) =>
  query
    .selectFrom('outbox')
    .select(['conversation', 'lane', 'id', 'token'])
    .where('owner', 'is not', null)
    .where('leased_until', '<=', differences.now)
    .orderBy('leased_until')
    .orderBy('place')
    .limit(p.limit),
)

export const heldBy = statement((query, p: Slots<{ owner: string }>) =>
  query
    .selectFrom('outbox')
    .select(['conversation', 'lane', 'id', 'token'])
    .where('owner', 'is not', null)
    .where('owner', '=', p.owner)
    .orderBy('leased_until')
    .orderBy('place'),
)

/** Takes a delivery out of the hands of a dead owner: perhaps done. */
export const inheritClaim = statement((query, p: Slots<Fence>) =>
  query
    .updateTable('outbox')
    .set({ owner: null, leased_until: null, doubt: 1, attempts: sql`attempts + 1` })
    .where(fence(p))
    .returning('id'),
)

/** The same, unless it was renewed meanwhile. */
export const inheritOverdue = statement((query, p: Slots<Fence>, differences) =>
  query
    .updateTable('outbox')
    .set({ owner: null, leased_until: null, doubt: 1, attempts: sql`attempts + 1` })
    .where(fence(p))
    .where('leased_until', '<=', differences.now),
)

/** While it holds, no other server claims: room and gates are counted exactly. */
export const takeTurn = statement((query, _: Slots<Record<never, never>>, differences) =>
  query.selectNoFrom(differences.turn.as('turn')),
)

/** The first `most` due rows of a share, as far as the account has room and its gate is open or asks for a probe. */
export const claimShare = statement(
  (
    query,
    p: Slots<{
      owner: string
      lease: Ms
      share: string
      account: AccountId | ''
      now: Time
      most: number
      perAccount: number
    }>,
    differences,
  ) =>
    query
      .updateTable('outbox')
      .set({
        owner: p.owner,
        token: sql`token + 1`,
        leased_until: sql<number>`${differences.now} + cast(${p.lease} as bigint)`,
        ready: null,
      })
      .where((rows) =>
        differences.among(
          'place',
          differences.lock(
            rows
              .selectFrom('outbox')
              .select('place')
              .where('ready', 'is not', null)
              .where('share', '=', p.share)
              .where('ready', '<=', p.now)
              .where(
                sql<boolean>`not exists (select 1 from gates where gates.account = ${p.account}
                  and (gates.until > ${p.now} or gates.probe_until > ${p.now}))`,
              )
              .orderBy('ready')
              .orderBy('place')
              .limit(
                sql<number>`(select case when free.room <= 0 then 0 when free.room < free.most then free.room else free.most end
                from (select cast(${p.most} as bigint) as most, cast(${p.perAccount} as bigint) - count(*) as room from outbox
                  where owner is not null and account = ${p.account} and account <> '') free)`,
              ),
            'pass',
          ),
        ),
      )
      .returningAll(),
)

/** The account's probe is out: nobody else's passes while its lease lasts. */
export const probeSent = statement((query, p: Slots<{ account: AccountId; now: Time; until: Time }>) =>
  query
    .updateTable('gates')
    .set({ probe_until: p.until })
    .where('account', '=', p.account)
    .where('until', '<=', p.now)
    .where('probe_until', '<=', p.now)
    .where(sql<boolean>`exists (select 1 from outbox where owner is not null and account = ${p.account})`),
)

/** Unless the account has asked for more time meanwhile. */
export const openProbed = statement((query, p: Slots<{ account: AccountId; now: Time }>) =>
  query.deleteFrom('gates').where('account', '=', p.account).where('until', '<=', p.now),
)

/** Unless another one is out. */
export const nextProbe = statement((query, p: Slots<{ account: AccountId; probe: Time }>) =>
  query
    .updateTable('gates')
    .set({ probe_until: 0 as Time })
    .where('account', '=', p.account)
    .where('probe_until', '=', p.probe),
)

/** Messages to a desk that nobody holds. */
export const overdueRows = statement((query, p: Slots<{ before: Time; limit: number; from: Time; after: number }>) =>
  query
    .selectFrom('outbox')
    .select(['id', 'conversation', 'handoff', 'task', 'made_at as madeAt', 'place'])
    .where('kind', '=', sql.lit('say' as const))
    .where('made_at', '<', p.before)
    .where('owner', 'is', null)
    .where('handoff', 'is not', null)
    .where(sql<boolean>`(made_at, place) > (${p.from}, ${p.after})`)
    .orderBy('made_at')
    .orderBy('place')
    .limit(p.limit),
)

/** Of a backup: what was owed then may have been done since. */
export const doubtAll = statement((query, _: Slots<Record<never, never>>) =>
  query.updateTable('outbox').set({ doubt: 1 }),
)

export const renewClaim = statement((query, p: Slots<Fence & { lease: Ms }>, differences) =>
  query
    .updateTable('outbox')
    .set({ leased_until: sql<number>`${differences.now} + cast(${p.lease} as bigint)` })
    .where(fence(p)),
)

export const postponeClaim = statement(
  (query, p: Slots<Fence & { due: Time; doubt: 0 | 1; counted: number; at: Time }>) =>
    query
      .updateTable('outbox')
      .set({
        owner: null,
        leased_until: null,
        due: p.due,
        doubt: p.doubt,
        doubts: sql`doubts + cast(${p.doubt} as bigint)`,
        attempts: sql`attempts + cast(${p.counted} as bigint)`,
        troubled_at: sql`coalesce(troubled_at, cast(${p.at} as bigint))`,
      })
      .where(fence(p)),
)

export const gates = statement((query) => query.selectFrom('gates').selectAll().orderBy('account'))

/** The later time holds. `probe`: that one is out no more; 0: none. */
export const closeGate = statement((query, p: Slots<{ account: AccountId; until: Time; why: Text; probe: number }>) =>
  query
    .insertInto('gates')
    .values({ account: p.account, until: p.until, why: p.why })
    .onConflict((conflict) =>
      conflict.column('account').doUpdateSet({
        until: sql`case when gates.until > excluded.until then gates.until else excluded.until end`,
        why: sql`excluded.why`,
        probe_until: sql`case when gates.probe_until = ${p.probe} then 0 else gates.probe_until end`,
      }),
    ),
)

export const openGate = statement((query, p: Slots<{ account: AccountId }>) =>
  query.deleteFrom('gates').where('account', '=', p.account),
)

/** How long until the first lease is over, by the engine's clock. */
export const firstLease = statement((query, _: Slots<Record<never, never>>, differences) =>
  query
    .selectFrom('outbox')
    .select(sql<number | null>`min(leased_until) - ${differences.now}`.as('left'))
    .where('owner', 'is not', null),
)

export const countRows = statement((query) =>
  query.selectNoFrom([
    sql<number>`(select count(*) from outbox)`.as('all'),
    sql<number>`(select count(*) from outbox where owner is not null)`.as('claimed'),
    sql<number>`(select count(*) from dead_letters)`.as('buried'),
    sql<Time | null>`(select made_at from outbox order by place limit 1)`.as('oldest'),
  ]),
)
