import type { ConversationId, SiteId, Time } from '@baton/shared/ids.ts'
import type { Passing } from '@baton/shared/timeline.ts'
import { uuidv7 } from 'uuidv7'
import type { Conversation, Handoff } from './conversation/conversation.ts'
import { isUnderWay } from './conversation/fold.ts'
import type { AccountId } from './conversation/ids.ts'
import type { Policy } from './conversation/policy.ts'
import { createAdopt } from './desk/adopt.ts'
import { createAgentRef } from './desk/agent-ref.ts'
import { createCatchUp } from './desk/catch-up.ts'
import { createCatchUpAll } from './desk/catch-up-all.ts'
import type { Desk, DeskEvent, DeskMemory, Thread } from './desk/desk.ts'
import { createInbox, type Inbox } from './desk/inbox.ts'
import { createIngest } from './desk/ingest.ts'
import { createLiveFeeds, type LiveFeeds } from './desk/live-feeds.ts'
import type { Files } from './files/files.ts'
import { createVisibleHistory } from './gateway/visible-history.ts'
import { countHandoffs } from './handoff-metrics.ts'
import type { Metrics } from './metrics.ts'
import { lookUpTimes } from './outbox/backoff.ts'
import { type Courier, createCourier } from './outbox/courier.ts'
import { createGates } from './outbox/gates.ts'
import { looking } from './outbox/looking.ts'
import { createOpenings } from './outbox/opening.ts'
import { watchOverdue } from './outbox/overdue.ts'
import { createSettling } from './outbox/settling.ts'
import { toBot } from './outbox/to-bot.ts'
import { toDesk } from './outbox/to-desk.ts'
import { toTickets } from './outbox/to-tickets.ts'
import { createVisitors, threadOf } from './outbox/visitors.ts'
import { createRecord, type Record } from './record.ts'
import type { Registry } from './site/registry.ts'
import type { StartParts } from './start.ts'

/** What a server does with what comes in, whoever brings it: record it, and see to what it owes. */
export interface Inside {
  readonly record: Record
  readonly inbox: Inbox
  readonly courier: Courier
  /** Who looks on at what: desks with a live feed give it meanwhile. */
  readonly lookedAt: Pick<LiveFeeds, 'by' | 'byNobody'>
  /** Tells the desk that holds a conversation what passes; best effort. */
  signal(id: ConversationId, what: Passing | { seen: Time }): Promise<void>
  /** Takes up what the former self left, and what came while nobody was here. */
  start(): Promise<void>
  /** Finishes what it holds, at most so long. */
  stop(within: number): Promise<void>
}

type Given = Pick<
  StartParts,
  'sealer' | 'store' | 'bell' | 'clock' | 'random' | 'logger' | 'owner' | 'lookUps' | 'lookEvery' | 'lease'
> & {
  registry: Registry
  files: Pick<Files, 'adopt'>
  metrics: Metrics
  memoryOf: (account: AccountId) => DeskMemory
}

export function createInside(given: Given): Inside {
  const { store, bell, registry, metrics, sealer, clock, random, logger, owner } = given
  const { log, outbox, desks } = store
  const record = createRecord({
    log,
    bell,
    clock,
    newId: uuidv7,
    policy: policyOf(registry),
    counted: countHandoffs(metrics),
    wake: () => courier.wake(),
  })
  const agentRef = createAgentRef(sealer)
  const adopt = createAdopt({ log, files: given.files })
  const ingest = createIngest({ log, record, bell, agentRef, adopt })
  const inbox = createInbox({ rows: store.inbox, desks, ingest, clock, logger, metrics })

  const visitors = createVisitors(given.memoryOf)
  const siteName = (now: Conversation) => registry.site(now.site)?.name ?? now.site
  const openings = createOpenings({ log, visitors, siteName })
  // What must wait goes through the inbox, which brings it again.
  const into = async (id: ConversationId, event: DeskEvent): Promise<void> =>
    void ((await ingest.into(id, event)) === 'later' && (await inbox.keep([event])))
  const catchUp = createCatchUp({
    ...{ log, desks, record, agentRef, newId: uuidv7 },
    desk: async (id, handoff) => {
      const now = await log.get(id)
      return now && (await placeOf(now, handoff))
    },
    ingest: into,
  })
  const liveFeeds = createLiveFeeds({ place: placeOf, ingest: into, bell, logger })
  const catchUpAll = createCatchUpAll({ log, catchUp, logger })
  const gates = createGates({
    ...{ outbox, clock, random },
    onChange(account, why) {
      logger.warn({ account, why }, why ? 'an account takes nothing for now' : 'an account takes deliveries again')
    },
  })
  const settling = createSettling({
    outbox,
    record,
    gates,
    clock,
    random,
    log: logger,
    lookUps: given.lookUps ?? lookUpTimes,
  })
  const courier = createCourier({
    ...{ outbox, clock, owner, log: logger },
    ...(given.lease ? { lease: given.lease } : {}),
    work: {
      ...toBot({ log, settling, bell, bot: registry.bot, history: createVisibleHistory(log) }),
      ...toDesk({
        ...{ log, settling, clock, visitors, openings },
        desk: registry.desk,
        desksOf: registry.desksOf,
        assign: (site, name) => registry.site(site)?.desks[name]?.assign ?? null,
        bound: inbox.bound,
      }),
      ...toTickets({ log, settling, openings, tickets: registry.tickets, siteName }),
      ...looking({ log, outbox, desks, settling, clock, catchUp, gates, lookEvery: given.lookEvery ?? 60_000 }),
    },
  })
  let stopOverdue = (): void => {}

  async function placeOf(now: Conversation, handoff: Handoff): Promise<{ desk: Desk; thread: Thread } | null> {
    if (handoff.thread === null) return null
    const desk = await registry.desk(now.site, handoff.siteVersion, handoff.desk)
    return desk && { desk, thread: await threadOf(visitors, now, handoff, handoff.thread) }
  }

  return {
    record,
    inbox,
    courier,
    lookedAt: liveFeeds,
    async signal(id, what) {
      const now = await log.get(id)
      const place = now?.handoff && isUnderWay(now.handoff) ? await placeOf(now, now.handoff) : null
      place?.desk.signal(place.thread, what)
    },
    async start() {
      registry.onChange(liveFeeds.renew)
      await outbox.inherit(owner)
      courier.start()
      inbox.start()
      void catchUpAll()
      stopOverdue = watchOverdue({ outbox, record, clock, log: logger })
    },
    async stop(within) {
      stopOverdue()
      liveFeeds.stop()
      await Promise.all([courier.stop(within), inbox.stop()])
    },
  }
}

/** A site that can no longer be read keeps its last policy while it has conversations. */
function policyOf(registry: Pick<Registry, 'policy'>): (site: SiteId) => Policy {
  const last = new Map<SiteId, Policy>()
  return (site) => {
    const policy = registry.policy(site) ?? last.get(site)
    if (!policy) throw new Error(`site ${site} has no policy`)
    last.set(site, policy)
    return policy
  }
}
