import type { Seq } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import type { Handoff } from './conversation.ts'
import type { Draft } from './draft.ts'
import { handoffOf, isLeftThere, isUnderWay, roundOf } from './fold.ts'
import {
  closeThread,
  describeThere,
  deskIsClosed,
  deskLane,
  endHandoff,
  giveUp,
  lookLater,
  move,
  openThread,
  sayToDesk,
} from './handoffs.ts'
import type { HandoffId, VendorId, VendorTime } from './ids.ts'
import type { Input } from './inputs.ts'
import { deskOrigin } from './origin.ts'
import { turn } from './turn.ts'

type InputOf<K extends Input['kind']> = Input & { kind: K }

/** How often a lost thread is opened anew before the stay is given up. */
const reopenings = 3
/** A message left with the team is asked after more rarely than an open stay, and no longer than a day. */
const leftFactor = 10
const leftFor = 24 * 3_600_000

export function availabilityKnown(draft: Draft, input: InputOf<'availabilityKnown'>): void {
  const { handoff } = draft.now
  if (draft.now.mode !== 'waiting' || draft.now.stint !== input.stint || !handoff) return
  const { availability } = input
  if (availability.kind === 'closed') return deskIsClosed(draft, handoff, availability.until ?? null)
  if (availability.kind === 'unknown' && availability.down && move(draft, handoff, 'down')) return
  if (availability.kind === 'busy' && (availability.position !== undefined || availability.wait !== undefined)) {
    draft.tell({ kind: 'queued', position: availability.position ?? null, wait: availability.wait ?? null })
  }
  openThread(draft, handoff)
}

export function threadOpened(draft: Draft, input: InputOf<'threadOpened'>): void {
  const before = handoffOf(draft.now, input.handoff)
  if (!before || before.thread !== null) return
  const { handoff: id, thread, stretch, openedAt, url, vendorIds } = input
  draft.tell({ kind: 'threadOpened', handoff: id, thread, stretch, openedAt, url, vendorIds })
  draft.own(vendorIds.map((vendorId) => deskOrigin(before.account, thread, vendorId)))
  const handoff = handoffOf(draft.now, id) as Handoff
  const steps = draft.given.policy.desks.find((desk) => desk.name === handoff.desk)?.steps ?? []
  for (const kind of steps) draft.owe(deskLane(handoff), { kind }, { account: handoff.account, handoff: id })
  for (const owed of handoff.owed) sayToDesk(draft, handoff, owed.seq)
  if (handoff.describedMeanwhile) describeThere(draft, handoff)
  lookLater(draft, handoff, draft.given.policy.lookEvery)
  // The visitor left while the desk was still opening: nobody must wait there for them.
  if (!isUnderWay(handoff) && !isLeftThere(handoff)) closeThread(draft, handoff, 'visitor')
}

export function delivered(draft: Draft, input: InputOf<'delivered'>): void {
  settled(draft, input.handoff, input.target, input.vendorIds)
}

/** The desk surely has it: it is no longer owed, and its ids there are ours. */
export function settled(draft: Draft, id: HandoffId, target: Seq, vendorIds: VendorId[]): void {
  const handoff = handoffOf(draft.now, id)
  if (!handoff) return
  const { thread } = handoff
  if (thread !== null) draft.own(vendorIds.map((vendorId) => deskOrigin(handoff.account, thread, vendorId)))
  // A dead letter that an owner sent again is no longer owed, but its trouble still shows.
  if (isOwed(handoff, target) || draft.now.trouble[target])
    draft.tell({ kind: 'deliveryChanged', target, state: 'delivered', vendorIds })
  // It may have opened the ended thread again, after the last look had read it: one more look finds out.
  const last = handoff.owed.length === 1 && isOwed(handoff, target)
  if (last && thread !== null && handoff.ended === 'resolved') lookLater(draft, handoff, draft.given.policy.lookEvery)
}

export function deliveryTroubled(draft: Draft, input: InputOf<'deliveryTroubled'>): void {
  const handoff = handoffOf(draft.now, input.handoff)
  if (!handoff || !isOwed(handoff, input.target) || draft.now.trouble[input.target] === input.state) return
  draft.tell({ kind: 'deliveryChanged', target: input.target, state: input.state, vendorIds: [] })
}

export function deliveryRefused(draft: Draft, input: InputOf<'deliveryRefused'>): void {
  const handoff = handoffOf(draft.now, input.handoff)
  if (!handoff) return
  if (typeof input.what === 'number') {
    if (isOwed(handoff, input.what))
      draft.tell({ kind: 'deliveryChanged', target: input.what, state: 'failed', vendorIds: [] })
    return
  }
  if (input.what !== 'open' || handoff.thread !== null) return
  if (!isUnderWay(handoff)) return notLeft(draft, handoff)
  if (!move(draft, handoff, 'refused')) endHandoff(draft, handoff, 'failed', null)
}

export function threadGone(draft: Draft, input: InputOf<'threadGone'>): void {
  const handoff = handoffOf(draft.now, input.handoff)
  if (!handoff) return
  draft.cancel(handoff.id)
  // Who closed it may have said something first, and the webhooks of that may be lost: one more look finds out.
  const unread = input.why === 'closed' && handoff.thread !== null
  if (!isUnderWay(handoff)) {
    if (unread && input.target !== null) lookLater(draft, handoff, draft.given.policy.lookEvery)
    return giveUp(draft, handoff)
  }
  if (input.why === 'replaced' && handoff.lost < reopenings) {
    draft.tell({ kind: 'threadLost', handoff: handoff.id, why: input.why })
    return openThread(draft, handoff)
  }
  const unheard = handoff.owed.length > 0
  giveUp(draft, handoff)
  if (unread) lookLater(draft, handoff, draft.given.policy.lookEvery)
  endHandoff(draft, handoffOf(draft.now, handoff.id) ?? handoff, input.why === 'replaced' ? 'failed' : 'resolved', null)
  // Nobody there read it: the bot answers what was said last.
  if (unheard && draft.now.mode === 'bot' && draft.given.policy.bot) turn(draft, 'said')
}

/** Only of a stay that has ended here, and not by its desk: it ends none. */
export function threadClosed(draft: Draft, id: HandoffId, at: VendorTime): void {
  const handoff = handoffOf(draft.now, id)
  if (!handoff || isUnderWay(handoff) || handoff.thread === null || handoff.ended === 'resolved') return
  if (handoff.stateAt === null || at > handoff.stateAt) draft.tell({ kind: 'threadClosed', handoff: id, vendorAt: at })
}

/** What was to be left there gets nowhere: the visitor sees it at their words, or is told so where it had none. */
function notLeft(draft: Draft, handoff: Handoff): void {
  draft.cancel(handoff.id)
  giveUp(draft, handoff)
  if (handoff.ended === 'message' && handoff.owed.length === 0 && draft.now.mode === 'bot')
    draft.tell({ kind: 'botSaid', turn: null, message: textMessage(draft.given.policy.noDeskText) })
}

export function introduced(draft: Draft, input: InputOf<'introduced'>): void {
  const known = draft.now.agents[input.agent]
  if (known?.name === input.name && known.picture === input.picture) return
  draft.tell({ kind: 'agentIntroduced', agent: input.agent, name: input.name, picture: input.picture })
}

export function looked(draft: Draft, input: InputOf<'looked'>): void {
  const handoff = handoffOf(draft.now, input.handoff)
  if (!handoff || handoff.thread === null || roundOf(handoff) !== input.resumed) return
  const { policy, at } = draft.given
  if (isUnderWay(handoff)) return lookLater(draft, handoff, policy.lookEvery)
  if (at - handoff.requestedAt >= leftFor) return
  if (isLeftThere(handoff)) return lookLater(draft, handoff, policy.lookEvery * leftFactor)
  // What the visitor wrote before leaving is still on its way, and so is the close: somebody may answer until then.
  if (handoff.owed.length > 0) lookLater(draft, handoff, policy.lookEvery)
}

const isOwed = (handoff: Handoff, target: Seq): boolean => handoff.owed.some((owed) => owed.seq === target)
