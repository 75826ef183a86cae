// For tests only: a log in memory, quick enough for thousands of histories. What a real store does is tested with a real one.
import type { ConversationId, Generation, Seq, Time, VisitorId } from '@baton/shared/ids.ts'
import { type Conversation, emptyConversation } from '../conversation/conversation.ts'
import type { Event, EventBody } from '../conversation/events.ts'
import { fold } from '../conversation/fold.ts'
import type { Origin } from '../conversation/ids.ts'
import type { Inbox, InboxRow, Log, Visitor, Visitors } from '../store/store.ts'

type Kept = { now: Conversation; events: Event[]; origins: Map<string, Seq>; threads: string[] }

export function memoryLog(): Log & {
  all: Map<ConversationId, Kept>
  append(id: ConversationId, ...bodies: EventBody[]): void
} {
  const all = new Map<ConversationId, Kept>()
  const kept = (id: ConversationId): Kept => all.get(id) ?? missing(id)
  const add = (one: Kept, body: EventBody): Event => {
    const event = { ...body, seq: (one.now.seq + 1) as Seq, at: (1_700_000_000_000 + one.now.seq) as Time }
    one.events.push(event)
    one.now = fold(one.now, event)
    if (event.kind === 'threadOpened') one.threads.push(`${one.now.handoff?.account}\n${event.thread}`)
    return event
  }
  const mine = (visitor: VisitorId): Kept[] => [...all.values()].filter((one) => one.now.visitor === visitor).reverse()
  return {
    all,
    append(id, ...bodies) {
      for (const body of bodies) add(kept(id), body)
    },
    async write(id, { origin }, decide) {
      const one = all.get(id)
      if (!one) return 'unknown'
      const known = one.origins.get(origin)
      if (known !== undefined) return { conversation: one.now, events: [], seq: known, repeated: true }
      const decision = decide(one.now)
      const events = decision.events.map((body) => add(one, body))
      for (const own of [origin, ...decision.origins]) one.origins.set(own, one.now.seq)
      return { conversation: one.now, events, seq: one.now.seq, repeated: false }
    },
    async begin(site, visitor, newId) {
      const open = mine(visitor).find((one) => one.now.mode !== 'closed')
      if (open) return open.now.id
      all.set(newId, { now: emptyConversation(newId, site, visitor), events: [], origins: new Map(), threads: [] })
      return newId
    },
    get: async (id) => all.get(id)?.now ?? null,
    async read(id, from, way, limit) {
      const events = all.get(id)?.events ?? []
      const run =
        way === 'on' ? events.filter((event) => event.seq > from) : events.filter((event) => event.seq < from).reverse()
      return run.slice(0, limit)
    },
    editsOf: async (id, { first, last }) =>
      kept(id).events.filter(
        (event) => event.kind === 'messageEdited' && event.target >= first && event.target <= last,
      ),
    conversationsOf: async (account, thread) =>
      [...all.values()]
        .filter((one) => one.threads.includes(`${account}\n${thread}`))
        .map((one) => one.now.id)
        .reverse(),
    seqOf: async (id, origin) => all.get(id)?.origins.get(origin) ?? null,
    originsOf: async (id, seq) =>
      [...(all.get(id)?.origins ?? [])].flatMap(([origin, led]) => (led === seq ? [origin as Origin] : [])),
    conversationsOfVisitor: async (visitor, limit) =>
      mine(visitor)
        .slice(0, limit)
        .map(({ now }) => ({ id: now.id, seq: now.seq, startedAt: 0 as Time })),
    openHandoffs: async () => [],
    changedSince: async (mark) => ({ ids: [], mark }),
  }
}

export function memoryVisitors(): Visitors {
  const rows = new Map<string, Visitor>()
  return {
    async mint(site, id, tokenHash) {
      const visitor = { id, site, seenAt: 0 as Time }
      rows.set(`${site} ${Buffer.from(tokenHash).toString('hex')}`, visitor)
      return visitor
    },
    byToken: async (site, tokenHash) => rows.get(`${site} ${Buffer.from(tokenHash).toString('hex')}`) ?? null,
    get: async (id) => [...rows.values()].find((visitor) => visitor.id === id) ?? null,
    seen: () => Promise.resolve(),
  }
}

export function memoryInbox(now: () => Time): Inbox & { rows: InboxRow[] } {
  let rows: InboxRow[] = []
  let ids = 0
  return {
    get rows() {
      return rows
    },
    async add(given) {
      const added = given.map((row) => ({ ...row, id: ++ids, receivedAt: now() }))
      rows.push(...added)
      return added
    },
    waiting: async (limit, of) =>
      rows.filter((row) => !of || (row.account === of.account && row.thread === of.thread)).slice(0, limit),
    async done(done) {
      rows = rows.filter((row) => !done.includes(row.id))
    },
    async expire(before) {
      const left = rows.filter((row) => row.receivedAt >= before)
      const gone = rows.length - left.length
      rows = left
      return gone
    },
  }
}

export const testGeneration = 'g1' as Generation

function missing(id: ConversationId): never {
  throw new Error(`no conversation ${id}`)
}
