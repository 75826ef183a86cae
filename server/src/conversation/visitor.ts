import type { SendKey } from '@baton/shared/ids.ts'
import { type Message, plainText, textMessage } from '@baton/shared/message.ts'
import { askToGoOn } from './asking.ts'
import { type AskingWords, askedTooOften, askIn } from './asks.ts'
import type { Draft } from './draft.ts'
import { isUnderWay } from './fold.ts'
import { describeThere, endHandoff, request, sayToDesk } from './handoffs.ts'
import type { Input } from './inputs.ts'
import { ruleFor } from './rules.ts'
import { turn } from './turn.ts'

type InputOf<K extends Input['kind']> = Input & { kind: K }

export function opened(draft: Draft, input: InputOf<'opened'>): void {
  if (draft.now.seq > 0) return
  draft.tell({ kind: 'conversationStarted', language: input.language, page: input.page, title: input.title })
  if (draft.given.policy.bot) turn(draft, 'started')
  if (input.resolved) askToGoOn(draft, input.resolved)
}

/** So much later somebody is back, and not just on the next page. */
export const goOnAfter = 30 * 60_000
export const goOnWithin = 24 * 3_600_000

export function cameBack(draft: Draft, input: InputOf<'cameBack'>): void {
  const { mode, handoff, asks } = draft.now
  if (mode !== 'bot' || asks.some(({ ask }) => ask.kind === 'goOn')) return
  if (handoff?.id !== input.handoff || handoff.ended !== 'resolved' || handoff.endedAt === null) return
  const away = draft.given.at - handoff.endedAt
  if (away >= goOnAfter && away < goOnWithin) askToGoOn(draft, handoff.desk)
}

export function described(draft: Draft, { contact, attributes }: InputOf<'described'>): void {
  const { now } = draft
  const same = JSON.stringify(attributes) === JSON.stringify(now.attributes)
  const known = Object.entries(contact).every(([name, value]) => now.contact[name as keyof typeof contact] === value)
  if (same && known) return
  draft.tell({ kind: 'visitorDescribed', contact, attributes })
  const { handoff } = draft.now
  if (handoff && isUnderWay(handoff) && handoff.thread !== null) describeThere(draft, handoff)
}

export function wrote(draft: Draft, input: InputOf<'wrote'>): void {
  said(draft, input, textMessage(input.text), 'said')
}

export function attached(draft: Draft, input: InputOf<'attached'>): void {
  said(draft, input, { parts: [input.part] }, 'said')
}

export function chose(draft: Draft, input: InputOf<'chose'>): void {
  said(draft, input, textMessage(input.label), 'chose', { target: input.target, choice: input.choice })
}

function said(
  draft: Draft,
  { key, page }: { key: SendKey; page?: string | null },
  message: Message,
  why: 'said' | 'chose',
  tap: { target?: never } | { target: InputOf<'chose'>['target']; choice: string } = {},
): void {
  const moved = page && page !== draft.now.page ? { page } : {}
  const seq = draft.tell({ kind: 'visitorSaid', key, message, ...tap, ...moved })
  if (draft.now.handoff && isUnderWay(draft.now.handoff)) return sayToDesk(draft, draft.now.handoff, seq)
  const asks = why === 'said' ? asksByWords(draft, message) : null
  if (asks)
    return request(draft, { by: asks === 'words' ? 'visitor' : 'baton', reason: asks, desk: null, summary: null })
  const rule = asksByRule(draft)
  if (rule) return request(draft, { by: 'baton', reason: rule.name, desk: rule.desk, summary: null })
  if (draft.given.policy.bot) return turn(draft, why)
  request(draft, { by: 'visitor', reason: 'said', desk: null, summary: null })
}

/** Where nobody can be asked, or was asked too often, the bot answers as ever. */
function asksByWords(draft: Draft, message: Message): keyof AskingWords | null {
  const { policy, at } = draft.given
  if (!policy.when || policy.desks.length === 0 || askedTooOften(draft.now, at)) return null
  return askIn(plainText(message), policy.when)
}

/** Once a conversation: whom people have answered already gets the bot again, and asks for more in words. */
function asksByRule(draft: Draft) {
  const { policy, at } = draft.given
  if (policy.desks.length === 0 || draft.now.handoff !== null || draft.now.formAsked) return undefined
  return ruleFor(policy.rules, draft.now, at)
}

export function askedForPerson(draft: Draft): void {
  if (draft.now.mode === 'bot') request(draft, { by: 'visitor', reason: 'asked', desk: null, summary: null })
}

export function leftDesk(draft: Draft): void {
  const handoff = draft.now.handoff
  if (!handoff || !isUnderWay(handoff)) return
  endHandoff(draft, handoff, draft.now.mode === 'waiting' ? 'cancelled' : 'left', null)
}
