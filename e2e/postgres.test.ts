import { Client } from 'pg'
import { expect, it } from 'vitest'
import { freshDatabase } from './postgres.ts'
import { startPostgres } from './postgres-cluster.ts'

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

it('gives each test an empty database of its own, in UTF-8', async () => {
  const [one, two] = [await freshDatabase(), await freshDatabase()]
  await ask(one.url, "create table note as select 'grüß' as text")
  expect(await ask(one.url, 'select text from note')).toEqual(['grüß'])
  await expect(ask(two.url, 'select text from note')).rejects.toThrow('does not exist')
  expect(await ask(two.url, 'show server_encoding')).toEqual(['UTF8'])
  await one.drop()
  await expect(ask(one.url, 'select 1')).rejects.toThrow('does not exist')
})

it('comes back at the same address after a crash, with what was durable', async () => {
  const cluster = await startPostgres({ durable: true })
  try {
    await ask(cluster.url, 'create table kept as select 7 as n')
    await cluster.kill()
    await expect(ask(cluster.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await cluster.start()
    expect(await ask(cluster.url, 'select n from kept')).toEqual([7])
  } finally {
    await cluster.stop()
  }
})
