import type { Kysely } from 'kysely'
import type { Column, TableDifferences } from './list.ts'

/** Every stay with a desk is a row, for its owner: kept in the commit that changes it. */
export async function handoffs({ schema }: Kysely<unknown>, { clustered }: TableDifferences): Promise<void> {
  const required = (column: Column) => column.notNull()
  await clustered(
    schema
      .createTable('handoffs')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('conversation', 'text', required)
      .addColumn('site', 'text', required)
      .addColumn('desk', 'text', required)
      .addColumn('asked_by', 'text', required)
      .addColumn('reason', 'text', required)
      .addColumn('requested_at', 'bigint', required)
      .addColumn('answered_at', 'bigint')
      .addColumn('ended_at', 'bigint')
      .addColumn('outcome', 'text')
      .addColumn('score', 'integer')
      .addColumn('comment', 'text')
      .addColumn('resumed', 'integer', required),
  ).execute()
  await schema.createIndex('handoffs_newest').on('handoffs').columns(['site', 'requested_at']).execute()
}
