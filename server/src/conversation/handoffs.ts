import type { Seq, Time } from '@baton/shared/ids.ts'
import type { HandoffEnd } from '@baton/shared/timeline.ts'
import { askForDetails, askForRating, askHowToGoOn, askWhichDesk, type Leaving, offerMessage } from './asking.ts'
import { askedTooOften } from './asks.ts'
import type { Handoff } from './conversation.ts'
import type { Lane } from './deliveries.ts'
import type { Draft } from './draft.ts'
import { roundOf } from './fold.ts'
import { availabilityAt } from './hours.ts'
import type { HandoffId, VendorTime } from './ids.ts'
import type { Policy } from './policy.ts'
import type { Request } from './requests.ts'
import { ruleFor } from './rules.ts'
import { turn } from './turn.ts'

type PolicyDesk = Policy['desks'][number]

/**
 * A person is wanted. What has to be asked first is asked first, and once: which desk, then the site's form. Who cannot be helped now is
 * told so, and may leave a message.
 */
export function request(draft: Draft, wanted: Request): void {
  const { policy, at } = draft.given
  if (policy.desks.length === 0) return offerMessage(draft, { reason: 'noDesk', handoff: null })
  // The fuse: what a desk has just given back is not handed to it again by the bot alone, and no visitor's bot floods a desk.
  if (wanted.by !== 'visitor' && (draft.now.quiet || askedTooOften(draft.now, at)))
    return offerMessage(draft, { reason: 'again', handoff: null })
  const desk = deskFor(draft, wanted)
  if (desk === null) return askWhichDesk(draft, wanted)
  if (isOpen(desk, at) && askForDetails(draft, { ...wanted, desk: desk.name })) return
  begin(draft, desk, wanted)
}

/** Named, by rule, or chosen by the visitor; null: they are to be asked, which happens once. */
function deskFor(draft: Draft, wanted: Request): PolicyDesk | null {
  const { policy, at } = draft.given
  const named = (name: string | null | undefined) => policy.desks.find((one) => one.name === name)
  const desk = named(wanted.desk) ?? named(ruleFor(policy.rules, draft.now, at)?.desk)
  if (desk) return desk
  const asks = policy.chooseDesk && policy.desks.length > 1 && wanted.by !== 'baton'
  const asked = draft.now.asks.some(({ ask }) => ask.kind === 'desk')
  return asks && !asked ? null : (policy.desks[0] ?? null)
}

const isOpen = ({ hours }: PolicyDesk, at: Time): boolean => !hours || availabilityAt(hours, at).kind === 'open'

/**
 * The stay begins. The wait has an end from the first moment: its timer is owed in the same commit. Outside of the desk's hours it
 * ends at once, and nothing is asked of the desk.
 */
function begin(draft: Draft, desk: PolicyDesk, wanted: Request): void {
  requested(draft, desk, wanted)
  const { handoff } = draft.now
  if (handoff && !isOpen(desk, draft.given.at)) deskIsClosed(draft, handoff, untilOf(desk, draft.given.at))
  else askWhetherOpen(draft)
  if (draft.now.mode === 'waiting') startWaiting(draft)
}

/** Tells of the stay, and owes nothing yet. */
export function requested(draft: Draft, desk: PolicyDesk, { by, reason, summary }: Request): void {
  const { policy, at, id } = draft.given
  draft.tell({
    kind: 'handoffRequested',
    handoff: id() as HandoffId,
    desk: desk.name,
    account: desk.account,
    siteVersion: policy.siteVersion,
    by,
    reason,
    summary,
    deadline: (at + policy.wait) as Time,
  })
}

const askWhetherOpen = (draft: Draft): void =>
  draft.owe('availability', { kind: 'availability', stint: draft.now.stint })

function untilOf({ hours }: PolicyDesk, at: Time): number | null {
  const there = hours && availabilityAt(hours, at)
  return there?.kind === 'closed' ? there.until : null
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

/** Owes the desk what the page says of the visitor, in a lane of its own: no message must wait for it. */
export function describeThere(draft: Draft, { id, account }: Handoff): void {
  draft.owe(`describe:${id}`, { kind: 'describe' }, { account, handoff: id })
}

export function closeThread(draft: Draft, handoff: Handoff, by: 'visitor' | 'baton'): void {
  draft.owe(deskLane(handoff), { kind: 'close', by }, { account: handoff.account, handoff: handoff.id })
}

/** Owes the next look at a thread. Its round fences it, so that a stay is never looked at by two chains. */
export function lookLater(draft: Draft, handoff: Handoff, wait: number): void {
  draft.owe(
    `look:${handoff.id}`,
    { kind: 'look', resumed: roundOf(handoff) },
    { wait, account: handoff.account, handoff: handoff.id },
  )
}

/** Nobody is there. The next desk is asked, where there is one; else `until` is shown where it is known and still to come. */
export function deskIsClosed(draft: Draft, handoff: Handoff, until: number | null): void {
  if (move(draft, handoff, 'closed')) return
  const opensAt = until !== null && until > draft.given.at ? (until as Time) : undefined
  endHandoff(draft, handoff, 'deskClosed', null, opensAt)
}

/** Asks the desk that stands in for this one, before anything was opened here; false: there is none. */
export function move(draft: Draft, handoff: Handoff, why: 'closed' | 'down' | 'refused'): boolean {
  const { policy, at } = draft.given
  const name = policy.desks.find((one) => one.name === handoff.desk)?.otherwise
  const desk = policy.desks.find((one) => one.name === name)
  const opened = handoff.thread !== null || handoff.lost > 0
  if (!desk || opened || desk.name === handoff.desk || handoff.tried.includes(desk.name)) return false
  // Nothing of it waits at the former desk, and nothing that comes from there counts.
  draft.cancel(handoff.id)
  const { account } = desk
  const { siteVersion } = policy
  draft.tell({ kind: 'handoffMoved', handoff: handoff.id, desk: desk.name, account, siteVersion, why })
  const moved = draft.now.handoff
  if (moved && !isOpen(desk, at)) deskIsClosed(draft, moved, untilOf(desk, at))
  else askWhetherOpen(draft)
  return true
}

/** Ends a stay that is under way, and gives the conversation back as the site chose. */
export function endHandoff(
  draft: Draft,
  handoff: Handoff,
  how: HandoffEnd,
  vendorAt: VendorTime | null,
  opensAt?: Time,
): void {
  const { policy } = draft.given
  draft.tell({ kind: 'handoffEnded', handoff: handoff.id, how, vendorAt, ...(opensAt ? { opensAt } : {}) })
  switch (how) {
    case 'left':
    case 'cancelled':
      // What the visitor wrote still goes there first: the close takes its place at the end of the lane.
      if (handoff.thread !== null) closeThread(draft, handoff, 'visitor')
      else draft.cancel(handoff.id)
      // Who stops waiting takes their words back; what was said to somebody whose thread was lost meanwhile got nowhere.
      if (handoff.thread === null && handoff.lost > 0) giveUp(draft, handoff)
      break
    case 'deskClosed':
    case 'failed':
      draft.cancel(handoff.id)
      giveUp(draft, handoff)
      return offerMessageOrBot(draft, { reason: how, handoff: handoff.id })
    case 'timedOut':
      // The message stays with the team: the thread stays, and whoever answers there is heard.
      if (policy.afterWait === 'ask') return askHowToGoOn(draft, handoff)
      break
    case 'message':
      return
    case 'resolved':
      break
  }
  if (how === 'resolved' || how === 'left') {
    askForRating(draft, handoff)
    if (policy.afterResolve === 'closed') return close(draft, how)
  }
  if (policy.bot) turn(draft, 'returned')
}

/** What the desk does not have yet, it will not get: the visitor sees it at their words. */
export function giveUp(draft: Draft, handoff: Handoff): void {
  for (const owed of handoff.owed)
    draft.tell({ kind: 'deliveryChanged', target: owed.seq, state: 'failed', vendorIds: [] })
}

function offerMessageOrBot(draft: Draft, leaving: Leaving): void {
  if (draft.given.policy.tickets !== 'none') return offerMessage(draft, leaving)
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
