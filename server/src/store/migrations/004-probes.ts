import type { Kysely } from 'kysely'

/** Until when the probe of a closed gate is out: apart from the time that the account asked for, which holds whatever becomes of the probe. */
export async function probes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .alterTable('gates')
    .addColumn('probe_until', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute()
}
