import type { ConversationId, Ms, Seq, VisitorId } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import type { Logger } from 'pino'
import type { Clock } from '../clock.ts'
import type { Conversation } from '../conversation/conversation.ts'
import type { Log } from '../store/store.ts'
import type { Batches, ProjectedBatch } from './batches.ts'
import type { History } from './history.ts'

/** One reader's place in its visitor's history. */
export interface Tab {
  readonly visitor: VisitorId | null
  conversation: ConversationId | null
  /** Up to where it was told. */
  sent: Seq
  /** It was told `more` and will ask: nothing is pushed until it has everything. */
  pulling: boolean
  push(batch: ProjectedBatch): void
  pass(passing: Passing): void
}

/** Tells every tab what its conversation has that is new, in order, from the log and from nowhere else. */
export interface FanOut {
  /** Notes where a tab stands after a batch that it was given, and watches for more from there. */
  stand(tab: Tab, at: { conversation: ConversationId; upTo: Seq; more: boolean }): void
  leave(tab: Tab): void
  /** This conversation may have news. */
  look(id: ConversationId): void
  /** Any conversation may have. */
  lookAtAll(): void
  pass(id: ConversationId, passing: Passing): void
  watched(): number
}

type Watched = { id: ConversationId; tabs: Set<Tab>; looking: boolean; again: boolean }

/** When the store could not be read: soon enough that nobody notices a short trouble. */
const lookAgainAfter: Ms = 1_000

export function createFanOut(given: {
  log: Pick<Log, 'get'>
  batches: Pick<Batches, 'after'>
  history: Pick<History, 'following'>
  clock: Pick<Clock, 'after'>
  logger: Logger
  /** Who looks on at what, for feeds that are worth having only meanwhile. */
  lookedAt?: { by(somebody: Conversation): void; byNobody(id: ConversationId): void }
}): FanOut {
  const { log, batches, history, clock, logger, lookedAt } = given
  const all = new Map<ConversationId, Watched>()

  function stand(tab: Tab, at: { conversation: ConversationId; upTo: Seq; more: boolean }): void {
    if (tab.conversation !== at.conversation) leave(tab)
    tab.conversation = at.conversation
    tab.sent = at.upTo
    tab.pulling = at.more
    const watched = all.get(at.conversation) ?? { id: at.conversation, tabs: new Set(), looking: false, again: false }
    all.set(at.conversation, watched)
    watched.tabs.add(tab)
  }

  function leave(tab: Tab): void {
    if (tab.conversation === null) return
    const watched = all.get(tab.conversation)
    watched?.tabs.delete(tab)
    if (watched?.tabs.size !== 0) return
    all.delete(tab.conversation)
    lookedAt?.byNobody(tab.conversation)
  }

  function look(id: ConversationId): void {
    const watched = all.get(id)
    if (!watched) return
    if (watched.looking) {
      watched.again = true
      return
    }
    watched.looking = true
    void lookUntilQuiet(watched)
  }

  async function lookUntilQuiet(watched: Watched): Promise<void> {
    try {
      do {
        watched.again = false
        await tell(watched)
      } while (watched.again)
    } catch (error) {
      logger.warn({ err: error, conversation: watched.id }, 'news could not be read')
      clock.after(lookAgainAfter, () => look(watched.id))
    } finally {
      watched.looking = false
    }
  }

  async function tell(watched: Watched): Promise<void> {
    const now = await log.get(watched.id)
    if (!now) return
    lookedAt?.by(now)
    for (const position of new Set([...watched.tabs].filter((tab) => isDue(tab, now.seq)).map((tab) => tab.sent))) {
      const batch = await batches.after(now, position)
      // Where a tab stands may have changed while the log was read; then the batch is not for it, and the next look is.
      for (const tab of watched.tabs) {
        if (!isDue(tab, now.seq)) continue
        if (tab.sent !== position) watched.again = true
        else hand(tab, batch)
      }
    }
    if (now.mode === 'closed') await goOn(watched, now.seq)
  }

  /** After a closed conversation the visitor may have begun another, in this tab or in another one. */
  async function goOn(watched: Watched, end: Seq): Promise<void> {
    const [visitor] = [...watched.tabs].map((tab) => tab.visitor)
    const next = visitor ? await history.following(visitor, watched.id) : null
    if (!next) return
    const batch = await batches.after(next, 0 as Seq)
    for (const tab of [...watched.tabs]) if (!tab.pulling && tab.sent >= end) hand(tab, batch)
    look(next.id)
  }

  function hand(tab: Tab, batch: ProjectedBatch): void {
    stand(tab, batch)
    tab.push(batch)
  }

  return {
    stand,
    leave,
    look,
    lookAtAll() {
      for (const id of all.keys()) look(id)
    },
    pass(id, passing) {
      for (const tab of all.get(id)?.tabs ?? []) tab.pass(passing)
    },
    watched: () => all.size,
  }
}

const isDue = (tab: Tab, end: Seq): boolean => !tab.pulling && tab.sent < end
