import type { AgentRef, Seq } from '@baton/shared/ids.ts'
import { never } from '@baton/shared/ids.ts'
import type { Message } from '@baton/shared/message.ts'
import type { Conversation, Handoff } from './conversation.ts'
import { settled, threadClosed } from './delivery-results.ts'
import { agentIsGone, agentTookOver, resume } from './desk-holder.ts'
import type { Draft } from './draft.ts'
import { printOf } from './fingerprint.ts'
import { isLeftThere, isUnderWay } from './fold.ts'
import { endHandoff } from './handoffs.ts'
import type { VendorTime } from './ids.ts'
import type { Actor, DeskInput, DeskTold } from './inputs.ts'

/** Takes in what the desk told of a thread of this conversation, whichever stay it belonged to. */
export function deskTold(draft: Draft, input: DeskInput): void {
  const handoff = handoffOfThread(draft.now, input)
  if (!handoff) return
  const { told } = input
  const at = input.at ?? handoff.stateAt ?? draft.given.at
  if (told.kind === 'ignored') return
  if (told.kind === 'said') return said(draft, handoff, told, at)
  if (told.kind === 'edited') {
    draft.tell({ kind: 'messageEdited', target: told.target, message: told.message })
    return
  }
  if (told.kind === 'rated') {
    const { score, comment } = told
    // What they said here comes back from there.
    if (handoff.rating === null) draft.tell({ kind: 'handoffRated', handoff: handoff.id, by: 'desk', score, comment })
    return
  }
  // From here on it is a state: one that is older than the last change is late and changes nothing.
  if (handoff.stateAt === null || at >= handoff.stateAt) stateTold(draft, handoff, told, at)
}

type StateTold = Exclude<DeskTold, { kind: 'ignored' | 'said' | 'edited' | 'rated' }>

function stateTold(draft: Draft, handoff: Handoff, told: StateTold, at: VendorTime): void {
  switch (told.kind) {
    case 'joined':
      return assigned(draft, handoff, { ref: told.agent, vendor: told.vendor }, at)
    case 'transferred':
      if (told.to === null) return agentIsGone(draft, handoff, handoff.agent, at)
      return assigned(draft, handoff, { ref: told.to, vendor: told.vendor ?? told.to }, at)
    case 'left':
      return agentIsGone(draft, handoff, told.agent, at)
    case 'queued':
      if (holdsIt(draft, handoff) && draft.now.mode === 'waiting' && differs(handoff, told))
        draft.tell({ kind: 'queued', position: told.position, wait: told.wait })
      return
    case 'resolved':
      if (holdsIt(draft, handoff)) endHandoff(draft, handoff, 'resolved', at)
      else threadClosed(draft, handoff.id, at)
      return
    case 'reopened':
      if (!isUnderWay(handoff) && !holderElsewhere(draft, handoff)) resume(draft, handoff, at)
      return
    case 'state':
      return level(draft, handoff, told, at)
    default:
      return never(told)
  }
}

/**
 * The stay that a thread's news is for: the latest one that had it. Where a thread is for ever (LiveChat), its stretch tells late news
 * of a former stay from news of this one; a stretch that no stay began with is the latest one's, opened again there.
 */
export function handoffOfThread(
  now: Conversation,
  of: { account: string; thread: string; stretch?: string | null },
): Handoff | undefined {
  const had = staysOfThread(now, of)
  return had.find(({ stretch }) => stretch !== null && stretch === of.stretch) ?? had[0]
}

/** Latest first. */
const staysAt = (now: Conversation, account: string): Handoff[] =>
  [...(now.handoff ? [now.handoff] : []), ...now.former].filter((handoff) => handoff.account === account)

const staysOfThread = (now: Conversation, of: { account: string; thread: string | null }): Handoff[] =>
  staysAt(now, of.account).filter(({ thread }) => thread === of.thread)

/**
 * True while the thread of a stay is being opened at the same account: the desk may give back a former thread, so news of that
 * one cannot be told apart from our own opening until its ids are known. Such news waits.
 */
export function opensElsewhere(now: Conversation, input: DeskInput): boolean {
  const { handoff } = now
  if (!handoff || !isUnderWay(handoff) || handoff.thread !== null || handoff.account !== input.account) return false
  return input.told.kind !== 'ignored' && handoffOfThread(now, input) !== undefined
}

const holdsIt = (draft: Draft, handoff: Handoff): boolean => draft.now.handoff?.id === handoff.id && isUnderWay(handoff)

/** Another stay is under way: the holder is not this one's to change. */
const holderElsewhere = (draft: Draft, handoff: Handoff): boolean => {
  const { now } = draft
  return now.mode === 'closed' || (now.handoff !== null && now.handoff.id !== handoff.id && isUnderWay(now.handoff))
}

function said(draft: Draft, handoff: Handoff, told: DeskTold & { kind: 'said' }, at: VendorTime): void {
  if (told.audience !== 'public') return
  switch (told.by.kind) {
    case 'stranger':
      return
    case 'visitor':
      return visitorSaidThere(draft, handoff, told)
    case 'bot':
    case 'system':
      tellAgentSaid(draft, handoff, null, told.message, at)
      return
    case 'agent':
      return agentSaid(draft, handoff, told.by, told.message, at)
    default:
      return never(told.by)
  }
}

/** The visitor's words at the desk are ours coming back, before the desk has answered us, or were written in another place. */
function visitorSaidThere(draft: Draft, handoff: Handoff, told: DeskTold & { kind: 'said' }): void {
  // The lane is serial, so only the first that is owed can be under way: "ok" and "ok" are told apart by their order.
  // Where a thread is for ever, what a former stay still owes is said in the stretch of the next one.
  const print = printOf(told.message)
  const stays = [handoff, ...staysOfThread(draft.now, handoff).filter(({ id }) => id !== handoff.id)]
  const owing = stays.find(({ owed: [first] }) => first?.print === print)
  const [first] = owing?.owed ?? []
  if (owing && first) return settled(draft, owing.id, first.seq, [told.vendorId])
  draft.tell({ kind: 'visitorSaid', key: null, message: told.message })
}

function agentSaid(
  draft: Draft,
  handoff: Handoff,
  by: Actor & { kind: 'agent' },
  message: Message,
  at: VendorTime,
): void {
  const late = handoff.stateAt !== null && at < handoff.stateAt
  // Written before the last change of state, told after it: it is shown in its place, and the holder stays.
  if (!late) agentTookOver(draft, handoff, by, { at, assigned: false })
  tellAgentSaid(draft, handoff, by.ref, message, at)
}

function tellAgentSaid(draft: Draft, handoff: Handoff, agent: AgentRef | null, message: Message, at: VendorTime): void {
  // Words of a former stay may be found when the next one is on: where the desk has one clock, they have one order.
  const recent = staysAt(draft.now, handoff.account).flatMap((stay) => stay.recent)
  draft.tell({ kind: 'agentSaid', handoff: handoff.id, agent, message, vendorAt: at, before: placeBefore(recent, at) })
}

/** The first message, by the desk's clock, that is newer than one which arrived after it. */
function placeBefore(recent: Handoff['recent'], at: VendorTime): Seq | null {
  let next: Handoff['recent'][number] | null = null
  for (const one of recent) if (one.at > at && (next === null || one.at < next.at)) next = one
  return next?.seq ?? null
}

/** Somebody was put in charge. In an ended stay that brings only a message left with the team back to life. */
function assigned(draft: Draft, handoff: Handoff, agent: { ref: AgentRef; vendor: string }, at: VendorTime): void {
  if (isUnderWay(handoff) || isLeftThere(handoff)) agentTookOver(draft, handoff, agent, { at, assigned: true })
}

function level(draft: Draft, handoff: Handoff, told: DeskTold & { kind: 'state' }, at: VendorTime): void {
  if (!told.open) {
    if (holdsIt(draft, handoff)) endHandoff(draft, handoff, 'resolved', at)
    return
  }
  // Open again since the desk ended it, and the word of that was lost, or came before the word of the end.
  if (
    handoff.ended === 'resolved' &&
    handoff.stateAt !== null &&
    at > handoff.stateAt &&
    !holderElsewhere(draft, handoff)
  )
    resume(draft, handoff, at)
  if (told.agent === undefined) return
  if (told.agent)
    return assigned(
      draft,
      handoffOfThread(draft.now, { account: handoff.account, thread: handoff.thread ?? '' }) ?? handoff,
      told.agent,
      at,
    )
  // Somebody who only wrote was never assigned; their absence in the level says nothing.
  if (holdsIt(draft, handoff) && handoff.assigned) agentIsGone(draft, handoff, handoff.agent, at)
}

const differs = (handoff: Handoff, told: DeskTold & { kind: 'queued' }): boolean =>
  handoff.queue?.position !== told.position || handoff.queue?.wait !== told.wait
