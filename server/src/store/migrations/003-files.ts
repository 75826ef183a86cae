import { type Kysely, sql } from 'kysely'
import type { Column, TableDifferences } from './list.ts'

/** Files of visitors and desks: their facts, and apart from them their bytes, which only whoever opens one reads. */
export async function files({ schema }: Kysely<unknown>, { bytes }: TableDifferences): Promise<void> {
  const required = (column: Column) => column.notNull()
  const none = (column: Column) => column.notNull().defaultTo(0)
  await schema
    .createTable('files')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('site', 'text', required)
    .addColumn('conversation', 'text', (column) => column.notNull().references('conversations.id').onDelete('cascade'))
    .addColumn('visitor', 'text')
    .addColumn('account', 'text')
    .addColumn('source', 'text')
    .addColumn('state', 'text', required)
    .addColumn('why', 'text')
    .addColumn('name', 'text', required)
    .addColumn('type', 'text')
    .addColumn('size', 'bigint', required)
    .addColumn('width', 'integer')
    .addColumn('height', 'integer')
    .addColumn('made_at', 'bigint', required)
    .addColumn('attached', 'integer', none)
    .addColumn('due', 'bigint')
    .addColumn('leased_until', 'bigint')
    .addColumn('leased_by', 'text')
    .addColumn('tries', 'integer', none)
    .addColumn('token', 'integer', none)
    .execute()
  await schema.createIndex('files_conversation').on('files').column('conversation').execute()
  await schema
    .createIndex('files_visitor')
    .on('files')
    .columns(['visitor', 'made_at'])
    .where(sql.ref('visitor'), 'is not', null)
    .execute()
  await schema
    .createIndex('files_due')
    .on('files')
    .columns(['due', 'leased_until'])
    .where(sql.ref('due'), 'is not', null)
    .execute()
  await schema
    .createIndex('files_loose')
    .on('files')
    .column('made_at')
    .where(sql.ref('attached'), '=', sql.lit(0))
    .execute()
  await schema
    .createTable('file_bytes')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull().references('files.id').onDelete('cascade'))
    .addColumn('bytes', bytes, required)
    .execute()
}
