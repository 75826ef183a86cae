import type { Seq, Time } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import type { Handoff } from './conversation.ts'
import type { Lane } from './deliveries.ts'
import type { Draft } from './draft.ts'
import { availabilityAt } from './hours.ts'
import type { HandoffId, VendorTime } from './ids.ts'
import { turn } from './turn.ts'

/**
 * Asks for a person. The wait has an end from the first moment: its timer is owed in the same commit. Outside of the desk's hours it
 * ends at once, and nothing is asked of the desk.
 */
export function request(
  draft: Draft,
  why: { by: 'visitor' | 'bot' | 'baton'; reason: string; desk: string | null; summary: string | null },
): void {
  const { policy, at, id } = draft.given
  const desk = policy.desks.find((one) => one.name === why.desk) ?? policy.desks[0]
  if (!desk) {
    draft.tell({ kind: 'botSaid', turn: null, message: textMessage(policy.noDeskText) })
    return
  }
  draft.tell({
    kind: 'handoffRequested',
    handoff: id() as HandoffId,
    desk: desk.name,
    account: desk.account,
    siteVersion: policy.siteVersion,
    by: why.by,
    reason: why.reason,
    summary: why.summary,
    deadline: (at + policy.wait) as Time,
  })
  const { handoff } = draft.now
  const there = desk.hours && availabilityAt(desk.hours, at)
  if (handoff && there?.kind === 'closed') return deskIsClosed(draft, handoff, there.until)
  draft.owe('availability', { kind: 'availability', stint: draft.now.stint })
  startWaiting(draft)
}

/** Owes the timer that ends a wait: the fold's stint is its fence. */
export function startWaiting(draft: Draft): void {
  const { stint } = draft.now
  draft.owe(`timer:wait:${stint}`, { kind: 'timer', name: 'wait', stint }, { wait: draft.given.policy.wait })
}

export const deskLane = (handoff: Handoff): Lane => `desk:${handoff.desk}`

/** Owes the opening of a thread; what was written meanwhile follows when the thread is known. */
export function openThread(draft: Draft, handoff: Handoff): void {
  draft.owe(
    deskLane(handoff),
    { kind: 'open', stint: draft.now.stint },
    { account: handoff.account, handoff: handoff.id },
  )
}

/** Owes the desk one message. Without a thread there is no delivery yet: `owed` of the fold remembers it. */
export function sayToDesk(draft: Draft, handoff: Handoff, target: Seq): void {
  if (handoff.thread === null) return
  draft.owe(deskLane(handoff), { kind: 'say', target }, { account: handoff.account, handoff: handoff.id })
}

export function closeThread(draft: Draft, handoff: Handoff, by: 'visitor' | 'baton'): void {
  draft.owe(deskLane(handoff), { kind: 'close', by }, { account: handoff.account, handoff: handoff.id })
}

/** Owes the next look at a thread. `resumed` fences it, so that an ended and resumed stay is never looked at by two chains. */
export function lookLater(draft: Draft, handoff: Handoff, wait: number): void {
  draft.owe(
    `look:${handoff.id}`,
    { kind: 'look', resumed: handoff.resumed },
    { wait, account: handoff.account, handoff: handoff.id },
  )
}

/** Nobody is there. `until` is shown to the visitor where it is known and still to come. */
export function deskIsClosed(draft: Draft, handoff: Handoff, until: number | null): void {
  const opensAt = until !== null && until > draft.given.at ? (until as Time) : undefined
  endHandoff(draft, handoff, 'deskClosed', null, opensAt)
}

/** Ends a stay that is under way, and gives the conversation back as the site chose. */
export function endHandoff(
  draft: Draft,
  handoff: Handoff,
  how: HandoffEnd,
  vendorAt: VendorTime | null,
  opensAt?: Time,
): void {
  draft.tell({ kind: 'handoffEnded', handoff: handoff.id, how, vendorAt, ...(opensAt ? { opensAt } : {}) })
  switch (how) {
    case 'left':
    case 'cancelled':
      // What the visitor wrote still goes there first: the close takes its place at the end of the lane.
      if (handoff.thread !== null) closeThread(draft, handoff, 'visitor')
      else draft.cancel(handoff.id)
      break
    case 'deskClosed':
    case 'failed':
      draft.cancel(handoff.id)
      for (const owed of handoff.owed)
        draft.tell({ kind: 'deliveryChanged', target: owed.seq, state: 'failed', vendorIds: [] })
      break
    case 'resolved':
    case 'timedOut':
      // A wait that ran out leaves the message with the team: the thread stays, and whoever answers there is heard.
      break
  }
  const finished = how === 'resolved' || how === 'left'
  if (finished && draft.given.policy.afterResolve === 'closed') return close(draft, how)
  if (draft.given.policy.bot) turn(draft, 'returned')
}

export function close(draft: Draft, why: 'resolved' | 'left' | 'bot'): void {
  draft.tell({ kind: 'conversationClosed', why })
}

export function waitIsOver(draft: Draft, stint: number): void {
  const { mode, handoff } = draft.now
  if (mode !== 'waiting' || draft.now.stint !== stint || !handoff) return
  endHandoff(draft, handoff, 'timedOut', null)
  // The message stays with the team, so it has to get there: after a long stop this wait may be over before anything was opened.
  // Where the opening is owed already, the second finds the thread there and does nothing.
  if (handoff.thread === null) openThread(draft, handoff)
}
