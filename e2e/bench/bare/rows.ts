import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Durable rows, as bare as they can be: the very tables of ours, and prepared statements on them. */
export interface Rows {
  /** The rows of one message: log, origin, conversation, delivery. Returns its place. */
  message(visitor: string, key: string, body: string): number
  /** The row of one webhook. */
  hook(body: string): void
  begin(): void
  commit(): void
  close(): void
}

export function openRows(data: string): Rows {
  const database = new DatabaseSync(path.join(data, 'baton.db'))
  for (const pragma of ['journal_mode = wal', 'synchronous = full', 'cache_size = -32768', 'temp_store = memory'])
    database.exec(`pragma ${pragma}`)
  const [begin, commit, conversation, update, event, origin, delivery, inbox] = [
    'begin immediate',
    'commit',
    `insert into conversations (id, site, visitor, open, version, seq, state, started_at, changed) values (?, 'bench', ?, 1, 0, 0, ?, ?, 0)`,
    'update conversations set version = version + 1, seq = ?, state = ?, changed = ? where id = ?',
    'insert into events (conversation, seq, at, kind, body) values (?, ?, ?, ?, ?)',
    'insert into origins (conversation, origin, seq) values (?, ?, ?)',
    `insert into outbox (place, id, conversation, site, lane, account, share, kind, task, made_at, due, ready)
      values (?, ?, ?, 'bench', 'bot', '', 'bench ', 'turn', ?, ?, ?, ?)`,
    `insert into inbox (account, thread, received_at, events) values ('bare', 'thread', ?, ?)`,
  ].map((sql) => database.prepare(sql)) as Statements

  const seqs = new Map<string, number>()
  let places = 0

  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    message(visitor, key, body) {
      const at = Date.now()
      const known = seqs.get(visitor)
      const state = { ...stateOfOurs, id: visitor, visitor }
      if (known === undefined) conversation.run(visitor, visitor, JSON.stringify(state), at)
      const seq = (known ?? 0) + 1
      seqs.set(visitor, seq)
      const place = ++places
      update.run(seq, JSON.stringify({ ...state, seq }), place, visitor)
      origin.run(visitor, `v:${key}`, seq)
      event.run(visitor, seq, at, 'visitorSaid', body)
      // One in each lane is ready, as with ours.
      const task = JSON.stringify({ kind: 'turn', stint: 1, upTo: seq, why: 'said' })
      delivery.run(place, `0192a3b4-c5d6-7e8f-9012-${key}`, visitor, task, at, at, known === undefined ? at : null)
      return seq
    },
    hook: (body) => void inbox.run(Date.now(), body),
    close: () => database.close(),
  }
}

// As large as the state that ours keeps beside a conversation's log (server/src/conversation/conversation.ts).
const stateOfOurs = {
  ...{
    site: 'bench',
    seq: 0,
    mode: 'bot',
    stint: 1,
    language: 'en',
    page: 'https://www.bench.test/shop',
    memoryAt: null,
  },
  ...{ botFailures: 0, handoff: null, former: [], agents: {}, trouble: {} },
}

type Statement = ReturnType<DatabaseSync['prepare']>
type Statements = [Statement, Statement, Statement, Statement, Statement, Statement, Statement, Statement]
