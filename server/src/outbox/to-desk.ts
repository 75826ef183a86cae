import type { ConversationId, Ms, SiteId } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Conversation, Handoff } from '../conversation/conversation.ts'
import { handoffOf, isLeftThere, isUnderWay } from '../conversation/fold.ts'
import { deskLane } from '../conversation/handoffs.ts'
import type { AccountId, ThreadId } from '../conversation/ids.ts'
import type { Availability } from '../conversation/inputs.ts'
import type { Desk, Order, Thread } from '../desk/desk.ts'
import type { Log } from '../store/store.ts'
import { deaf, heardOfMessage, heardOfOpening } from './hears.ts'
import type { Openings } from './opening.ts'
import { saidAt, tapIn } from './said.ts'
import { handoffIdOf, type Settling } from './settling.ts'
import { threadOf, type Visitors } from './visitors.ts'
import type { Work } from './work.ts'

/** A handoff never waits longer than this to know whether anybody is there. */
const availabilityPatience: Ms = 2_000

export type DeskDeps = {
  log: Log
  settling: Settling
  clock: Clock
  /** The desk as it was in that version of the site; null when it cannot be built now. */
  desk: (site: SiteId, version: number, name: string) => Promise<Desk | null>
  desksOf: (account: AccountId) => Desk[]
  assign: (site: SiteId, desk: string) => { agent?: string; group?: string } | null
  visitors: Visitors
  openings: Openings
  /** A thread became known: what came too early for it can be told now. */
  bound: (account: AccountId, thread: ThreadId) => void
}

/** Does what is owed to a desk, one conversation's lane at a time. */
export function toDesk(
  deps: DeskDeps,
): Pick<Work, 'availability' | 'open' | 'say' | 'describe' | 'order' | 'introduce'> {
  const { log, settling } = deps

  return {
    async availability(claim, task) {
      const now = await log.get(claim.conversation)
      const handoff = now?.handoff
      if (!now || !handoff || now.stint !== task.stint) return settling.moot(claim)
      const desk = await deps.desk(now.site, handoff.siteVersion, handoff.desk)
      const availability: Availability = desk ? await inTime(desk.availability()) : { kind: 'unknown', down: true }
      await settling.done(claim, { kind: 'availabilityKnown', stint: task.stint, availability })
    },

    async open(claim) {
      const at = await place(claim.conversation, handoffIdOf(claim))
      if (!at || at.handoff.thread !== null) return settling.moot(claim)
      const { now, handoff, desk } = at
      // Sent again by its owner after the stay had moved on to another desk: that one is asked by a delivery of its own.
      if (claim.delivery.lane !== deskLane(handoff)) return settling.moot(claim)
      const wanted = isUnderWay(handoff) || isLeftThere(handoff)
      // The visitor left before anything was begun; what is in doubt is still looked for, so that nobody waits there.
      if (!wanted && !claim.doubt) return settling.moot(claim)
      const hears = heardOfOpening(handoff)
      if (!desk) return settling.failed(claim, notBuilt, hears)

      const visitor = await deps.visitors.identify(desk, now, claim.doubt)
      if (visitor.kind !== 'done') return settling.failed(claim, visitor, hears)
      const opening = await deps.openings.build(claim.delivery.id, now, handoff, visitor.value)
      if (claim.doubt) {
        const found = await desk.findOpening(opening)
        if (found.kind !== 'done') return settling.failed(claim, found, hears)
        if (found.value) return opened(found.value)
        if (!(await settling.notFound(claim, hears))) return
        if (!wanted) return settling.moot(claim)
      }
      const outcome = await desk.open(opening, claim.doubt)
      return outcome.kind === 'done' ? opened(outcome.value) : settling.failed(claim, outcome, hears)

      async function opened({
        thread,
        receipts,
      }: {
        thread: Thread
        receipts: { id: string | null }[]
      }): Promise<void> {
        const vendorIds = receipts.flatMap((receipt) => (receipt.id === null ? [] : [receipt.id as never]))
        const { id, stretch, openedAt, url } = thread
        await settling.done(claim, {
          kind: 'threadOpened',
          handoff: handoff.id,
          thread: id,
          stretch,
          openedAt,
          url,
          vendorIds,
        })
        deps.bound(handoff.account, id)
      }
    },

    async say(claim, task) {
      const at = await place(claim.conversation, handoffIdOf(claim))
      const owed = at?.handoff.owed.some((one) => one.seq === task.target) || at?.now.trouble[task.target] === 'failed'
      // Told by the desk itself meanwhile, or its thread is lost: it is owed anew when there is another.
      const threadId = at?.handoff.thread ?? null
      if (!at || !owed || threadId === null) return settling.moot(claim)
      const { handoff, desk, now } = at
      const hears = heardOfMessage(handoff, task.target)
      if (!desk) return settling.failed(claim, notBuilt, hears)
      const said = await saidAt(log, now.id, task.target)
      if (!said) return settling.moot(claim)
      const order: Order = {
        kind: 'say',
        key: claim.delivery.id,
        as: 'visitor',
        message: said.message,
        ...(await tapIn(log, said, now.id, { account: handoff.account, thread: threadId })),
        last: handoff.last,
        seq: task.target,
      }
      const thread = await threadOf(deps.visitors, now, handoff, threadId)
      if (claim.doubt) {
        const found = await desk.find(thread, order)
        if (found.kind !== 'done') return settling.failed(claim, found, hears)
        if (found.value) return delivered(found.value.id)
        if (!(await settling.notFound(claim, hears))) return
      }
      const outcome = await desk.send(thread, order, claim.doubt)
      return outcome.kind === 'done' ? delivered(outcome.value.id) : settling.failed(claim, outcome, hears)

      function delivered(id: string | null): Promise<void> {
        return settling.done(claim, {
          kind: 'delivered',
          handoff: handoff.id,
          target: task.target,
          vendorIds: id === null ? [] : [id as never],
        })
      }
    },

    async describe(claim) {
      const at = await place(claim.conversation, handoffIdOf(claim))
      if (!at || !isUnderWay(at.handoff)) return settling.moot(claim)
      // What is known already makes no call, and trouble with it is not told.
      if (claim.probe !== null) return settling.stepAside(claim)
      if (!at.desk) return settling.failed(claim, notBuilt, deaf)
      const outcome = await deps.visitors.identify(at.desk, at.now, claim.doubt)
      // Nothing that anybody waits for: after a few tries it is left to the next opening.
      if (outcome.kind === 'retry' && claim.attempts < 5) return settling.failed(claim, outcome, deaf)
      return settling.dropped(claim, outcome)
    },

    async order(claim, task) {
      const at = await place(claim.conversation, handoffIdOf(claim))
      if (!at || at.handoff.thread === null) return settling.moot(claim)
      const { now, handoff, desk } = at
      const order = await orderOf(
        task.kind === 'close' ? { ...task, key: claim.delivery.id } : { kind: task.kind, key: claim.delivery.id },
        now,
        handoff,
      )
      if (!order) return settling.moot(claim)
      if (!desk) return settling.failed(claim, notBuilt, deaf)
      const thread = await threadOf(deps.visitors, now, handoff, handoff.thread as ThreadId)
      // The rest may be done twice without harm; a second note is a nuisance to whoever reads it.
      if (claim.doubt && order.kind === 'note') {
        const found = await desk.find(thread, order)
        if (found.kind === 'done' && found.value) return settling.done(claim, null)
        if (found.kind !== 'done' && found.kind !== 'gone') return settling.failed(claim, found, deaf)
        if (found.kind === 'done' && !(await settling.notFound(claim, deaf))) return
      }
      const outcome = await desk.send(thread, order, claim.doubt)
      const closedAt = order.kind === 'close' && outcome.kind === 'done' ? outcome.value.at : null
      if (closedAt !== null) return settling.done(claim, { kind: 'threadClosed', handoff: handoff.id, at: closedAt })
      // A thread that is gone needs neither a note nor a close.
      if (outcome.kind === 'done' || outcome.kind === 'gone') return settling.done(claim, null)
      return settling.failed(claim, outcome, deaf)
    },

    async introduce(claim, task) {
      const [desk] = claim.delivery.account === null ? [] : deps.desksOf(claim.delivery.account)
      const outcome = desk ? await desk.agent(task.vendor) : notBuilt
      if (outcome.kind === 'done') {
        const { name, picture } = outcome.value
        // Perhaps it was known already, and nobody was asked.
        return settling.moot(claim, { kind: 'introduced', agent: task.agent, name, picture })
      }
      // Without a name the widget says "an agent": nothing is worth more than a few tries.
      if (outcome.kind === 'retry' && claim.attempts < 5) return settling.failed(claim, outcome, deaf)
      return settling.dropped(claim, outcome)
    },
  }

  async function place(
    id: ConversationId,
    handoffId: Handoff['id'],
  ): Promise<{ now: Conversation; handoff: Handoff; desk: Desk | null } | null> {
    const now = await log.get(id)
    const handoff = now && handoffOf(now, handoffId)
    if (!now || !handoff) return null
    return { now, handoff, desk: await deps.desk(now.site, handoff.siteVersion, handoff.desk) }
  }

  async function orderOf(
    task:
      | { kind: 'note' | 'assign' | 'rate'; key: Order['key'] }
      | { kind: 'close'; key: Order['key']; by: 'visitor' | 'baton' },
    now: Conversation,
    handoff: Handoff,
  ): Promise<Order | null> {
    switch (task.kind) {
      case 'close':
        return { kind: 'close', key: task.key, by: task.by }
      case 'assign': {
        const to = deps.assign(now.site, handoff.desk)
        return to && { kind: 'assign', key: task.key, to }
      }
      case 'rate': {
        const { rating } = handoff
        if (!rating) return null
        const { score, comment } = rating
        return { kind: 'rate', key: task.key, score, ...(comment === null ? {} : { comment }) }
      }
      case 'note':
        return { kind: 'note', key: task.key, text: await deps.openings.note(now, handoff) }
    }
  }
}

/** The site's set-up cannot be used now (a secret is missing): its owner can mend that at any time. */
const notBuilt = { kind: 'retry', why: { code: 'desk-not-set-up' }, scope: 'ours' } as const

async function inTime(availability: Promise<Availability>): Promise<Availability> {
  const late = new Promise<Availability>((resolve) =>
    setTimeout(() => resolve({ kind: 'unknown', down: true }), availabilityPatience).unref(),
  )
  return Promise.race([availability.catch((): Availability => ({ kind: 'unknown' })), late])
}
