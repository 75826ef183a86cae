import type { ConversationId, Time } from '@baton/shared/ids.ts'
import { emptyConversation, storedConversation } from '../conversation/conversation.ts'
import type { Event } from '../conversation/events.ts'
import type { HandoffId } from '../conversation/ids.ts'
import type { Engine } from './engine.ts'
import * as ask from './queries/log.ts'
import type { Text } from './schema.ts'
import type { Log } from './store.ts'
import { change, read, type Work } from './work.ts'
import { type Fold, write } from './write.ts'

export function createLog(engine: Engine, { now, fold }: { now: () => Time; fold: Fold }): Log {
  return {
    write: (id, by, decide) => engine.change(() => write({ id, by, decide, fold, at: now() }), id),

    begin: (site, visitor, newId) =>
      engine.change(function* () {
        const [[open]] = yield* read(ask.openOf({ visitor }))
        if (open) return open.id
        const state = JSON.stringify(emptyConversation(newId, site, visitor)) as Text
        const [, [begun]] = yield* change(
          ask.insertConversation({ id: newId, site, visitor, state, startedAt: now() }),
          ask.openOf({ visitor }),
        )
        if (!begun) throw new Error(`the id ${newId} is taken`)
        return begun.id
      }, visitor),

    get: (id) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.conversationById({ id }))
        return row ? storedConversation(row.state) : null
      }),

    read: (conversation, from, way, limit) =>
      engine.look(function* () {
        const events = way === 'on' ? ask.eventsOn : ask.eventsBack
        const [rows] = yield* read(events({ conversation, from, limit }))
        return rows.map(eventOf)
      }),

    editsOf: (conversation, { first, last }) =>
      engine.look(function* () {
        const [rows] = yield* read(ask.eventsEditing({ conversation, first, last }))
        return rows.map(eventOf)
      }),

    conversationsOf: (account, thread) =>
      engine.look(function* () {
        const [rows] = yield* read(ask.threadsOf({ account, thread }))
        return [...new Set(rows.map((row) => row.conversation))]
      }),

    seqOf: (conversation, origin) =>
      engine.look(function* () {
        const [[row]] = yield* read(ask.originOf({ conversation, origin }))
        return row?.seq ?? null
      }),

    originsOf: (conversation, seq) =>
      engine.look(function* () {
        const [rows] = yield* read(ask.originsAt({ conversation, seq }))
        return rows.map((row) => row.origin)
      }),

    conversationsOfVisitor: (visitor, limit) =>
      engine.look(function* () {
        const [rows] = yield* read(ask.conversationsOf({ visitor, limit }))
        return rows.map((row) => ({ id: row.id, seq: row.seq, startedAt: row.started_at }))
      }),

    openHandoffs: () =>
      engine.look(function* () {
        const [rows] = yield* read(ask.handoffsUnderWay({}))
        return rows.map((row) => ({ id: row.id, handoff: row.handoff as HandoffId }))
      }),

    changedSince: (mark) =>
      engine.look(function* (): Work<{ ids: ConversationId[]; mark: number }> {
        // The mark first: what is committed between the two is then told twice rather than never.
        const [[upTo]] = yield* read(ask.changedUpTo({}))
        const [rows] = mark < 0 ? [[]] : yield* read(ask.changedAfter({ mark }))
        return { ids: rows.map((row) => row.id), mark: Math.max(mark, upTo?.mark ?? 0) }
      }),
  }
}

function eventOf(row: { seq: number; at: Time; kind: Event['kind']; body: Text }): Event {
  return { seq: row.seq, at: row.at, kind: row.kind, ...JSON.parse(row.body) } as Event
}
