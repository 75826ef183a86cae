import { type Kysely, sql } from 'kysely'
import type { Column, TableDifferences } from './list.ts'

/** The first tables. What their columns mean is said in store/schema.ts. */
export async function start(db: Kysely<unknown>, differences: TableDifferences): Promise<void> {
  await logTables(db, differences)
  await outboxTables(db, differences)
  await otherTables(db, differences)
}

const required = (column: Column) => column.notNull()
const ofConversation = (column: Column) => column.notNull().references('conversations.id').onDelete('cascade')

async function logTables({ schema }: Kysely<unknown>, { clustered, shared }: TableDifferences): Promise<void> {
  await clustered(
    schema
      .createTable('conversations')
      .addColumn('id', 'text', (column) => column.primaryKey().notNull())
      .addColumn('site', 'text', required)
      .addColumn('visitor', 'text', required)
      .addColumn('open', 'integer')
      .addColumn('version', 'bigint', required)
      .addColumn('seq', 'bigint', required)
      .addColumn('state', 'text', required)
      .addColumn('handoff', 'text')
      .addColumn('started_at', 'bigint', required)
      .addColumn('changed', 'bigint', required),
  ).execute()
  await schema
    .createIndex('conversations_open')
    .unique()
    .on('conversations')
    .column('visitor')
    .where(sql.ref('open'), '=', sql.lit(1))
    .execute()
  await schema
    .createIndex('conversations_visitor')
    .on('conversations')
    .columns(['visitor', 'started_at', 'id'])
    .execute()
  if (shared) await schema.createIndex('conversations_changed').on('conversations').column('changed').execute()
  await schema
    .createIndex('conversations_handoff')
    .on('conversations')
    .column('handoff')
    .where(sql.ref('handoff'), 'is not', null)
    .execute()

  await clustered(
    schema
      .createTable('events')
      .addColumn('conversation', 'text', ofConversation)
      .addColumn('seq', 'bigint', required)
      .addColumn('at', 'bigint', required)
      .addColumn('kind', 'text', required)
      .addColumn('body', 'text', required)
      .addColumn('edits', 'bigint')
      .addPrimaryKeyConstraint('events_key', ['conversation', 'seq']),
  ).execute()
  await schema
    .createIndex('events_edits')
    .on('events')
    .columns(['conversation', 'edits'])
    .where(sql.ref('edits'), 'is not', null)
    .execute()

  await clustered(
    schema
      .createTable('origins')
      .addColumn('conversation', 'text', ofConversation)
      .addColumn('origin', 'text', required)
      .addColumn('seq', 'bigint', required)
      .addPrimaryKeyConstraint('origins_key', ['conversation', 'origin']),
  ).execute()

  await clustered(
    schema
      .createTable('threads')
      .addColumn('account', 'text', required)
      .addColumn('thread', 'text', required)
      .addColumn('handoff', 'text', required)
      .addColumn('conversation', 'text', ofConversation)
      .addColumn('at', 'bigint', required)
      .addPrimaryKeyConstraint('threads_key', ['account', 'thread', 'handoff']),
  ).execute()
}

async function outboxTables({ schema }: Kysely<unknown>, { place, busy }: TableDifferences): Promise<void> {
  await busy(
    place(schema.createTable('outbox'), 'place')
      .addColumn('id', 'text', required)
      .addColumn('conversation', 'text', ofConversation)
      .addColumn('site', 'text', required)
      .addColumn('lane', 'text', required)
      .addColumn('account', 'text', required)
      .addColumn('share', 'text', required)
      .addColumn('handoff', 'text')
      .addColumn('kind', 'text', required)
      .addColumn('task', 'text', required)
      .addColumn('made_at', 'bigint', required)
      .addColumn('due', 'bigint', required)
      .addColumn('ready', 'bigint')
      .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('doubts', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('doubt', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('token', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('troubled_at', 'bigint')
      .addColumn('owner', 'text')
      .addColumn('leased_until', 'bigint'),
  ).execute()
  await schema.createIndex('outbox_lane').on('outbox').columns(['conversation', 'lane', 'place']).execute()
  await schema
    .createIndex('outbox_ready')
    .on('outbox')
    .columns(['share', 'ready', 'place'])
    .where(sql.ref('ready'), 'is not', null)
    .execute()
  await schema
    .createIndex('outbox_held')
    .on('outbox')
    .columns(['account', 'leased_until', 'owner'])
    .where(sql.ref('owner'), 'is not', null)
    .execute()
  await schema
    .createIndex('outbox_held_lane')
    .on('outbox')
    .columns(['conversation', 'lane', 'id'])
    .where(sql.ref('owner'), 'is not', null)
    .execute()
  await schema
    .createIndex('outbox_said')
    .on('outbox')
    .columns(['made_at', 'place'])
    .where(sql.ref('kind'), '=', sql.lit('say'))
    .execute()

  await schema
    .createTable('dead_letters')
    .addColumn('place', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('conversation', 'text', ofConversation)
    .addColumn('site', 'text', required)
    .addColumn('lane', 'text', required)
    .addColumn('account', 'text', required)
    .addColumn('share', 'text', required)
    .addColumn('handoff', 'text')
    .addColumn('kind', 'text', required)
    .addColumn('task', 'text', required)
    .addColumn('made_at', 'bigint', required)
    .addColumn('attempts', 'integer', required)
    .addColumn('doubts', 'integer', required)
    .addColumn('doubt', 'integer', required)
    .addColumn('token', 'integer', required)
    .addColumn('why', 'text', required)
    .addColumn('buried_at', 'bigint', required)
    .execute()
  await schema
    .createTable('gates')
    .addColumn('account', 'text', (column) => column.primaryKey().notNull())
    .addColumn('until', 'bigint', required)
    .addColumn('why', 'text', required)
    .execute()
}

async function otherTables({ schema }: Kysely<unknown>, { bytes, counter }: TableDifferences): Promise<void> {
  await schema
    .createTable('meta')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'text', required)
    .execute()

  await counter(schema.createTable('inbox'), 'id')
    .addColumn('account', 'text', required)
    .addColumn('thread', 'text', required)
    .addColumn('received_at', 'bigint', required)
    .addColumn('events', 'text', required)
    .execute()
  await schema.createIndex('inbox_thread').on('inbox').columns(['account', 'thread', 'id']).execute()
  await schema.createIndex('inbox_received').on('inbox').column('received_at').execute()

  await schema
    .createTable('site_versions')
    .addColumn('site', 'text', required)
    .addColumn('version', 'integer', required)
    .addColumn('applied_at', 'bigint', required)
    .addColumn('config', 'text', required)
    .addPrimaryKeyConstraint('site_versions_key', ['site', 'version'])
    .execute()
  await schema
    .createTable('secrets')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('sealed', bytes, required)
    .execute()
  await schema
    .createTable('visitors')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('site', 'text', required)
    .addColumn('token_hash', bytes, required)
    .addColumn('seen_at', 'bigint', required)
    .addUniqueConstraint('visitors_token', ['site', 'token_hash'])
    .execute()

  await schema
    .createTable('desk_memory')
    .addColumn('account', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('sealed', bytes, required)
    .addColumn('version', 'bigint', required)
    .addPrimaryKeyConstraint('desk_memory_key', ['account', 'key'])
    .execute()
  await schema
    .createTable('desk_threads')
    .addColumn('account', 'text', required)
    .addColumn('thread', 'text', required)
    .addColumn('heard_at', 'bigint')
    .addColumn('mark', 'text')
    .addPrimaryKeyConstraint('desk_threads_key', ['account', 'thread'])
    .execute()
  await schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('owner', 'text', required)
    .addColumn('token', 'integer', required)
    .addColumn('until', 'bigint', required)
    .execute()
}
