import type { SendKey } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { leftTooOften, offerMessage } from './asking.ts'
import type { Draft } from './draft.ts'
import { isLeftThere, staysOf } from './fold.ts'
import { endHandoff, openThread, requested } from './handoffs.ts'
import type { HandoffId, TicketId } from './ids.ts'
import type { Input } from './inputs.ts'

/** What is to be passed on. `message`: what the visitor wrote for it, to be said in their name. */
export type PassingOn = {
  by: 'visitor' | 'bot'
  reason: string
  summary: string | null
  handoff: HandoffId | null
  message: { key: SendKey; text: string } | null
}

/** A bot that finds the same thing again within a day has found nothing new. */
const sameFor = 24 * 3_600_000

/** Passes on what cannot be answered now: as a ticket, or as an open thread at the desk that nobody waits for. */
export function passOn(draft: Draft, wanted: PassingOn): void {
  const { policy, id } = draft.given
  const { by, reason, summary, handoff, message } = wanted
  if (by === 'bot' && isKnown(draft, reason)) return
  if (by === 'bot' && leftTooOften(draft)) return offerMessage(draft, wanted)
  if (policy.tickets === 'desk') return leaveAtDesk(draft, wanted)
  sayFor(draft, message)
  const ticket = id() as TicketId
  draft.tell({ kind: 'ticketRequested', ticket, by, reason, summary, handoff })
  draft.owe(`ticket:${ticket}`, { kind: 'ticket', ticket })
}

/** Passed on for that reason within the day; to a desk also where people there have answered it since. */
function isKnown({ now, given: { policy, at } }: Draft, reason: string): boolean {
  const ticket = now.tickets.some((one) => one.reason === reason && one.state !== 'failed' && at - one.at < sameFor)
  const there = staysOf(now)
    .filter((one) => one.by === 'bot' && one.reason === reason && at - one.requestedAt < sameFor)
    .some((one) => one.thread !== null || one.lost > 0 || isLeftThere(one))
  return ticket || (policy.tickets === 'desk' && there)
}

function sayFor(draft: Draft, message: PassingOn['message']): void {
  if (message) draft.tell({ kind: 'visitorSaid', key: message.key, message: textMessage(message.text) })
}

function leaveAtDesk(draft: Draft, wanted: PassingOn): void {
  const { policy } = draft.given
  const { by, reason, summary, handoff: before, message } = wanted
  const former = [draft.now.handoff, ...draft.now.former].find((one) => one?.id === before)
  const desk = policy.desks.find(({ name }) => name === former?.desk) ?? policy.desks[0]
  if (!desk) {
    sayFor(draft, message)
    return offerMessage(draft, wanted)
  }
  requested(draft, desk, { by, reason, desk: desk.name, summary })
  sayFor(draft, message)
  const { handoff } = draft.now
  if (!handoff) return
  endHandoff(draft, handoff, 'message', null)
  openThread(draft, handoff)
}

export function ticketMade(draft: Draft, { ticket, number, url }: Input & { kind: 'ticketMade' }): void {
  const one = draft.now.tickets.find(({ id }) => id === ticket)
  if (one && one.state !== 'made') draft.tell({ kind: 'ticketMade', ticket, target: one.seq, number, url })
}

export function ticketRefused(draft: Draft, { ticket, code }: Input & { kind: 'ticketRefused' }): void {
  const one = draft.now.tickets.find(({ id }) => id === ticket)
  if (one?.state === 'owed') draft.tell({ kind: 'ticketFailed', ticket, target: one.seq, code })
}
