import type { Time } from '@baton/shared/ids.ts'
import type { Engine } from './engine.ts'
import * as ask from './queries/visitors.ts'
import type { Visitors } from './store.ts'
import { change, read } from './work.ts'

export function createVisitors(engine: Engine, { now }: { now: () => Time }): Visitors {
  return {
    mint: (site, id, tokenHash) =>
      engine.change(function* () {
        const seenAt = now()
        yield* change(ask.insertVisitor({ id, site, tokenHash, seenAt }))
        return { id, site, seenAt }
      }),

    byToken: (site, tokenHash) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.visitorByToken({ site, tokenHash }))
        return row ? { ...row } : null
      }),

    get: (id) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.visitorById({ id }))
        return row ? { ...row } : null
      }),

    seen: (id, at) =>
      engine.change(function* () {
        yield* change(ask.visitorSeen({ id, at }))
      }),
  }
}
