import type { Engine } from './engine.ts'
import * as ask from './queries/desks.ts'
import { must } from './statement.ts'
import type { Desks } from './store.ts'
import { change, read, went } from './work.ts'

export function createDesks(engine: Engine): Desks {
  return {
    get: (account, key) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.memoryOf({ account, key }))
        return row ? { ...row } : null
      }),

    set: (account, key, sealed, was) =>
      engine.change(() =>
        went(
          must(
            'version',
            was === null ? ask.insertMemory({ account, key, sealed }) : ask.updateMemory({ account, key, sealed, was }),
          ),
        ),
      ),

    remove: (account, key) =>
      engine.change(function* () {
        yield* change(ask.deleteMemory({ account, key }))
      }),

    lease: (name, owner, ms) =>
      engine.change(function* () {
        const [[row]] = yield* change(ask.takeLease({ name, owner, ms }))
        return row ? { token: row.token } : null
      }),

    release: (name, owner) =>
      engine.change(function* () {
        yield* change(ask.endLease({ name, owner }))
      }),

    heard: (account, thread, at) =>
      engine.change(function* () {
        yield* change(ask.heardOf({ account, thread, at }))
      }),

    thread: (account, thread) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.threadOf({ account, thread }))
        return row ? { ...row } : null
      }),

    setMark: (account, thread, mark) =>
      engine.change(function* () {
        yield* change(ask.markThread({ account, thread, mark }))
      }),
  }
}
