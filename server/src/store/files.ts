import type { Time } from '@baton/shared/ids.ts'
import type { Engine } from './engine.ts'
import * as ask from './queries/files.ts'
import { lockConversation } from './queries/log.ts'
import type { FileRow, Text } from './schema.ts'
import { must } from './statement.ts'
import type { FileClaim, FileFacts, FileSource, Files } from './store.ts'
import { change, read, went } from './work.ts'

export function createFiles(engine: Engine, { now }: { now: () => Time }): Files {
  return {
    get: (id) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.fileById({ id }))
        return row ? factsOf(row) : null
      }),

    bytes: (id) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.bytesById({ id }))
        return row?.bytes ?? null
      }),

    reserve: (file, room) =>
      engine.change(function* () {
        // Nobody else counts the files of this conversation meanwhile.
        const [, reserved] = yield* change(
          lockConversation({ id: file.conversation }),
          ask.reserveFile({ ...file, ...room, at: now() }),
        )
        return reserved.length > 0
      }, file.conversation),

    want: (files) =>
      engine.change(function* () {
        if (files.length === 0) return
        const at = now()
        yield* change(
          ...files.map(({ source, ...file }) => ask.wantFile({ ...file, source: JSON.stringify(source) as Text, at })),
        )
      }),

    claim: (owner, ms, limit) =>
      engine.change(function* () {
        const [rows] = yield* change(ask.claimFiles({ owner, ms, limit }))
        return rows.flatMap(claimOf)
      }),

    claimOne: (owner, id, ms) =>
      engine.change(function* () {
        const [[row]] = yield* change(ask.claimFile({ owner, id, ms }))
        return row ? (claimOf(row)[0] ?? null) : null
      }),

    inherit: (owner) =>
      engine.change(function* () {
        yield* change(ask.freeFilesOf({ owner }))
      }),

    postpone: ({ file: { id }, token }, wait, rest) =>
      engine.change(() => went(must('claim', ask.postponeFile({ id, token, wait, rest })))),

    keep: (id, { bytes, ...facts }) =>
      engine.change(() =>
        went(must('wanted', ask.markKept({ id, size: bytes.length, ...facts })), ask.putBytes({ id, bytes })),
      ),

    refuse: (id, why) => engine.change(() => went(must('wanted', ask.refuseFile({ id, why })))),

    attach: (id) => engine.change(() => went(must('kept', ask.attachFile({ id })))),

    nextDue: () =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.nextDueFile({}))
        return row?.wait == null ? null : Math.max(0, row.wait)
      }),

    expire: (before) =>
      engine.change(function* () {
        const [rows] = yield* change(ask.deleteLoose({ before }))
        return rows.length
      }),
  }
}

function factsOf(row: FileRow): FileFacts {
  const { id, site, conversation, visitor, account, source, state, why, name, type, size, width, height } = row
  return {
    ...{ id, site, conversation, visitor, state, why, name, type, size, width, height },
    desk: account !== null && source !== null ? { account, source: JSON.parse(source) as FileSource } : null,
    madeAt: row.made_at,
    tries: row.tries,
  }
}

function claimOf(row: FileRow): FileClaim[] {
  const file = factsOf(row)
  return file.desk ? [{ file: { ...file, desk: file.desk }, token: row.token }] : []
}
