import type { DatabaseSync } from 'node:sqlite'
import type { Engine } from '../../engine.ts'
import { StoreTrouble } from '../../store.ts'
import type { Work } from '../../work.ts'
import { createRunner } from './statements.ts'
import { isBusy, isFatal, troubleOf } from './trouble.ts'

/** `released`: the database is closed. `broken`: the disk failed, and nothing more will be written until another start. */
export type EngineEvents = { released(): void; broken(why: StoreTrouble): void }

type Job = {
  make: () => Work<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
  since: number
}

/** Longer than a backup holds the lock, shorter than the patience of who waits. */
const busyFor = 5_000
const busyPause = 10
/** As many works as one commit takes at most: about 25 ms of work, so that a flood does not stop the event loop. */
const groupSize = 256

/**
 * SQLite within the process: every change that was asked for in one turn of the event loop goes into one commit, each in a
 * savepoint of its own, and is answered after the commit has returned.
 */
export function createSqliteEngine(database: DatabaseSync, on: EngineEvents): Engine {
  const run = createRunner(database)
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  const rollback = database.prepare('rollback')
  const waiting: Job[] = []
  let scheduled = false
  let broken: StoreTrouble | null = null
  let closed = false

  function schedule(wait: number): void {
    if (scheduled) return
    scheduled = true
    if (wait > 0) setTimeout(flush, wait)
    else setImmediate(flush)
  }

  function flush(): void {
    scheduled = false
    const group = waiting.splice(0, groupSize)
    if (group.length === 0) return
    if (broken) return rejectAll(group.concat(waiting.splice(0)), broken)
    try {
      begin.run()
    } catch (error) {
      return refused(group, error)
    }
    const answers = carryOut(group)
    if (answers) for (const answer of answers) answer()
    if (waiting.length > 0) schedule(0)
  }

  /** Null: the whole group was refused. */
  function carryOut(group: Job[]): (() => void)[] | null {
    const answers: (() => void)[] = []
    try {
      for (const { make, resolve, reject } of group) {
        try {
          const value = run(make())
          answers.push(() => resolve(value as never))
        } catch (error) {
          // A mistake within one work harms no other; trouble with the database takes the group with it.
          if (!database.isTransaction || (troubleOf(error) && !(error instanceof StoreTrouble))) throw error
          answers.push(() => reject(error))
        }
      }
      commit.run()
      return answers
    } catch (error) {
      const trouble = noted(error)
      giveUp()
      rejectAll(group, trouble)
      return null
    }
  }

  function giveUp(): void {
    try {
      if (database.isTransaction) rollback.run()
    } catch (error) {
      noted(error)
    }
  }

  function rejectAll(group: Job[], error: unknown): void {
    for (const { reject } of group) reject(error)
  }

  function refused(group: Job[], error: unknown): void {
    const trouble = noted(error)
    const again = isBusy(error) ? performance.now() - busyFor : Number.POSITIVE_INFINITY
    rejectAll(
      group.filter((job) => job.since <= again),
      trouble,
    )
    waiting.unshift(...group.filter((job) => job.since > again))
    if (waiting.length > 0) schedule(busyPause)
  }

  function noted(error: unknown): unknown {
    const trouble = troubleOf(error) ?? error
    if (isFatal(error) && trouble instanceof StoreTrouble && !broken) {
      broken = trouble
      on.broken(trouble)
    }
    return trouble
  }

  return {
    change: (make) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken)
        if (closed) return reject(new StoreTrouble('the store is closed', false))
        waiting.push({ make, resolve, reject, since: performance.now() })
        schedule(0)
      }),

    async look(make) {
      const since = performance.now()
      for (;;) {
        if (closed) throw new StoreTrouble('the store is closed', false)
        try {
          return run(make())
        } catch (error) {
          if (!isBusy(error) || performance.now() - since > busyFor) throw noted(error)
          await new Promise((resolve) => setTimeout(resolve, busyPause))
        }
      }
    },

    async close() {
      if (closed) return
      closed = true
      while (waiting.length > 0) await new Promise((resolve) => setImmediate(resolve))
      database.close()
      on.released()
    },
  }
}
