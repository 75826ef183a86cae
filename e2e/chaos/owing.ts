import { DatabaseSync } from 'node:sqlite'
import type { World } from './world.ts'

/**
 * Deliveries that are not done, one sentence each; also while a server runs, since a reader stands in nobody's way. Looks and
 * waits are left out: they come again and again while a stay is under way.
 */
export function owing({ file }: Pick<World, 'file'>): string[] {
  if (file === null) return []
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows = database
      .prepare("select kind, task, attempts, doubt, lane from outbox where kind not in ('look', 'timer')")
      .all()
    const dead = database.prepare('select kind, why from dead_letters').all()
    return [
      ...rows.map((row) => `still owed: ${JSON.stringify(row)}`),
      ...dead.map((row) => `a dead letter: ${JSON.stringify(row)}`),
    ]
  } finally {
    database.close()
  }
}
