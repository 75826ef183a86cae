import { sql } from 'kysely'
import { type Slots, statement } from '../statement.ts'

export const metaOf = statement((query, p: Slots<{ key: 'generation' | 'revision' }>) =>
  query.selectFrom('meta').select('value').where('key', '=', p.key),
)

export const putMetaOnce = statement((query, p: Slots<{ key: 'generation' | 'revision'; value: string }>) =>
  query
    .insertInto('meta')
    .values({ key: p.key, value: p.value })
    .onConflict((conflict) => conflict.doNothing()),
)

/** For what is there already. */
export const putMeta = statement((query, p: Slots<{ key: 'generation'; value: string }>) =>
  query.updateTable('meta').set({ value: p.value }).where('key', '=', p.key),
)

export const raiseRevision = statement((query) =>
  query.updateTable('meta').set({ value: sql`cast(cast(value as bigint) + 1 as text)` }).where('key', '=', 'revision'),
)

/** Writes what is there already: shows that a commit can be made. */
export const touchMeta = statement((query) =>
  query.updateTable('meta').set({ value: sql`value` }).where('key', '=', 'generation'),
)
