import type { Json, Time } from '@baton/shared/ids.ts'
import type { Engine } from './engine.ts'
import * as ask from './queries/inbox.ts'
import type { Text } from './schema.ts'
import type { Inbox } from './store.ts'
import { change, read } from './work.ts'

export function createInbox(engine: Engine, { now }: { now: () => Time }): Inbox {
  return {
    add: (rows) =>
      engine.change(function* () {
        if (rows.length === 0) return []
        const receivedAt = now()
        const steps = rows.map(({ account, thread, events }) =>
          ask.insertRow({ account, thread, receivedAt, events: JSON.stringify(events) as Text }),
        )
        const added = yield* change(...steps)
        return rows.map((row, index) => {
          const id = added[index]?.[0]?.id
          if (id === undefined) throw new Error('an inbox row without an id')
          return { ...row, id, receivedAt }
        })
      }),

    waiting: (limit, thread) =>
      engine.look(function* () {
        const [rows] = yield* read(thread ? ask.waitingRowsOf({ ...thread, limit }) : ask.waitingRows({ limit }))
        return rows.map(({ received_at, events, ...row }) => ({
          ...row,
          receivedAt: received_at,
          events: JSON.parse(events) as Json,
        }))
      }),

    done: (ids) =>
      engine.change(function* () {
        if (ids.length > 0) yield* change(...ids.map((id) => ask.deleteRow({ id })))
      }),

    expire: (before) =>
      engine.change(function* () {
        const [rows] = yield* change(ask.deleteRowsBefore({ before }))
        return rows.length
      }),
  }
}
