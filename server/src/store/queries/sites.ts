import type { SiteId, Time } from '@baton/shared/ids.ts'
import { sql } from 'kysely'
import type { Text } from '../schema.ts'
import { type Slots, statement } from '../statement.ts'

export const newestVersion = statement((query, p: Slots<{ site: SiteId }>) =>
  query.selectFrom('site_versions').selectAll().where('site', '=', p.site).orderBy('version', 'desc').limit(sql.lit(1)),
)

export const newestVersions = statement((query) =>
  query
    .selectFrom('site_versions')
    .selectAll()
    .where(
      sql<boolean>`version = (select max(other.version) from site_versions as other where other.site = site_versions.site)`,
    )
    .orderBy('site'),
)

export const versionOf = statement((query, p: Slots<{ site: SiteId; version: number }>) =>
  query.selectFrom('site_versions').selectAll().where('site', '=', p.site).where('version', '=', p.version),
)

/** Touches no row when another made this version first. */
export const insertVersion = statement(
  (query, p: Slots<{ site: SiteId; version: number; appliedAt: Time; config: Text }>) =>
    query
      .insertInto('site_versions')
      .values({ site: p.site, version: p.version, applied_at: p.appliedAt, config: p.config })
      .onConflict((conflict) => conflict.doNothing()),
)

export const putSecret = statement((query, p: Slots<{ name: string; sealed: Uint8Array }>) =>
  query
    .insertInto('secrets')
    .values({ name: p.name, sealed: p.sealed })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ sealed: p.sealed })),
)

export const secretByName = statement((query, p: Slots<{ name: string }>) =>
  query.selectFrom('secrets').select('sealed').where('name', '=', p.name),
)

export const namesOfSecrets = statement((query) => query.selectFrom('secrets').select('name').orderBy('name'))

export const deleteSecret = statement((query, p: Slots<{ name: string }>) =>
  query.deleteFrom('secrets').where('name', '=', p.name),
)
