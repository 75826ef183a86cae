import type { Ms, Time } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import type { Metrics } from '../metrics.ts'
import { type Desks, type InboxRow, type Inbox as Rows, StoreTrouble } from '../store/store.ts'
import type { DeskEvent } from './desk.ts'
import type { Ingest, Taken } from './ingest.ts'

/** What verified webhooks told: kept first, then brought to its conversations, one thread in order, many threads at a time. */
export interface Inbox {
  /** Keeps it. When this resolves it is on disk and will be worked on, also after a crash: the webhook may be answered. */
  keep(events: DeskEvent[]): Promise<void>
  /** A thread became known: what came too early for it can be told now. */
  bound(account: AccountId, thread: ThreadId): void
  /** Works on everything that waits, then on what waits every few seconds. */
  start(): void
  /** Takes nothing more up, and waits for what is being worked on. */
  stop(): Promise<void>
}

/** A webhook can be faster than the answer that names its thread; after this long it is of a chat that is none of our business. */
const tooEarlyAtMost: Ms = 10 * 60_000
const tryAgainEvery: Ms = 15_000
/** Rows looked at in one round; the others have their turn by `bound` or in the next. */
const rowsARound = 5_000
const threadsAtOnce = 32

export function createInbox(given: {
  rows: Rows
  desks: Pick<Desks, 'heard'>
  ingest: Pick<Ingest, 'hear'>
  clock: Clock
  logger: Logger
  metrics: Pick<Metrics, 'deskEvents'>
}): Inbox {
  const { rows, desks, ingest, clock, logger, metrics } = given
  const threads = new Map<string, { account: AccountId; thread: ThreadId; again: boolean }>()
  const working = new Set<Promise<void>>()
  let running = true
  let cancel = () => {}

  function work(account: AccountId, thread: ThreadId): void {
    const key = `${account}\n${thread}`
    const known = threads.get(key)
    if (known) known.again = true
    else threads.set(key, { account, thread, again: false })
    fill()
  }

  const begun = new Set<string>()
  function fill(): void {
    if (!running) return
    for (const [key, one] of threads) {
      if (working.size >= threadsAtOnce) return
      if (begun.has(key)) continue
      begun.add(key)
      const done = workThrough(one)
        .catch((error: unknown) =>
          logger.error({ err: error, account: one.account }, 'the inbox could not be worked on'),
        )
        .finally(() => {
          working.delete(done)
          begun.delete(key)
          // Asked for once more after the last look: it has its turn again.
          if (!one.again) threads.delete(key)
          fill()
        })
      working.add(done)
    }
  }

  async function workThrough(of: { account: AccountId; thread: ThreadId; again: boolean }): Promise<void> {
    do {
      of.again = false
      const waiting = await rows.waiting(rowsARound, of)
      const taken: number[] = []
      let matched = false
      for (const row of waiting) {
        const result = await bring(row)
        metrics.deskEvents.inc({ result })
        matched ||= result !== 'unmatched' && tells(row)
        if (result === 'unmatched') break
        if (result === 'taken') taken.push(row.id)
      }
      // Asked for together they are one commit.
      await Promise.all([
        taken.length > 0 && rows.done(taken),
        matched && desks.heard(of.account, of.thread, clock.now()),
      ])
      // What waited for a message that has come by now.
      if (taken.length > 0 && taken.length < waiting.length) of.again = true
    } while (of.again && running)
  }

  async function bring(row: InboxRow): Promise<Taken | 'failed'> {
    try {
      for (const event of row.events as DeskEvent[]) {
        const result = await ingest.hear(event)
        if (result !== 'taken') return result
      }
      return 'taken'
    } catch (error) {
      if (error instanceof StoreTrouble) throw error
      // A mistake of ours in one event must not stop the thread; it is tried again until it is too old.
      logger.error({ err: error, account: row.account, row: row.id }, 'what a desk told could not be taken in')
      return 'failed'
    }
  }

  async function round(): Promise<void> {
    try {
      const waiting = await rows.waiting(rowsARound)
      for (const { account, thread } of waiting) work(account, thread)
      while (working.size > 0 && running) await Promise.race(working)
      // Only what was tried: after a long stop, rows are old and still worth a try.
      if (running && waiting.length < rowsARound) await rows.expire((clock.now() - tooEarlyAtMost) as Time)
    } catch (error) {
      logger.warn({ err: error }, 'the inbox could not be read')
    }
    if (running) cancel = clock.after(tryAgainEvery, () => void round())
  }

  return {
    async keep(events) {
      const kept = await rows.add(byThread(events.map(withoutPrivateText)))
      for (const { account, thread } of kept) work(account, thread)
    },
    bound: work,
    start() {
      void round()
    },
    async stop() {
      running = false
      cancel()
      await Promise.allSettled(working)
    },
  }
}

/** What only hints at something must not put off the look that finds it. */
const tells = (row: InboxRow): boolean => (row.events as DeskEvent[]).some(({ kind }) => kind !== 'unknown')

const nothingSaid: Message = { parts: [] }

/** Adapters leave out what is not public; here nothing of it is written to disk even if one forgets. */
function withoutPrivateText(event: DeskEvent): DeskEvent {
  if (event.kind !== 'said' && event.kind !== 'edited') return event
  return event.audience === 'public' ? event : { ...event, message: nothingSaid }
}

function byThread(events: DeskEvent[]): { account: AccountId; thread: ThreadId; events: InboxRow['events'] }[] {
  const groups = Map.groupBy(events, ({ account, thread }) => `${account}\n${thread}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first
      ? [
          {
            account: first.account,
            thread: first.thread,
            events: JSON.parse(JSON.stringify(group)) as InboxRow['events'],
          },
        ]
      : []
  })
}
