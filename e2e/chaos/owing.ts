import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/** Where a trial's store is, to be read past its servers. */
export type StorePlace = { file: string } | { url: string }
type Row = { [column: string]: unknown }

/**
 * Deliveries that are not done, one sentence each; also while a server runs, since a reader stands in nobody's way. Looks and
 * waits are left out: they come again and again while a stay is under way.
 */
export async function owing(place: StorePlace): Promise<string[]> {
  const [rows = [], dead = []] = await ask(place, [
    "select kind, task, attempts, doubt, lane from outbox where kind not in ('look', 'timer')",
    'select kind, why from dead_letters',
  ])
  return [
    ...rows.map((row) => `still owed: ${JSON.stringify(row)}`),
    ...dead.map((row) => `a dead letter: ${JSON.stringify(row)}`),
  ]
}

async function ask(place: StorePlace, questions: string[]): Promise<Row[][]> {
  if ('file' in place) {
    const database = new DatabaseSync(place.file, { readOnly: true })
    try {
      return questions.map((question) => database.prepare(question).all())
    } finally {
      database.close()
    }
  }
  const client = new Client({ connectionString: place.url })
  await client.connect()
  try {
    const answers: Row[][] = []
    for (const question of questions) answers.push((await client.query<Row>(question)).rows)
    return answers
  } finally {
    await client.end()
  }
}
