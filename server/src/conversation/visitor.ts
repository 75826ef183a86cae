import type { SendKey } from '@baton/shared/ids.ts'
import { type Message, plainText, textMessage } from '@baton/shared/message.ts'
import { type AskingWords, askedTooOften, askIn } from './asks.ts'
import type { Draft } from './draft.ts'
import { isUnderWay } from './fold.ts'
import { endHandoff, request, sayToDesk } from './handoffs.ts'
import type { Input } from './inputs.ts'
import { turn } from './turn.ts'

type InputOf<K extends Input['kind']> = Input & { kind: K }

export function opened(draft: Draft, input: InputOf<'opened'>): void {
  if (draft.now.seq > 0) return
  draft.tell({ kind: 'conversationStarted', language: input.language, page: input.page, title: input.title })
  if (draft.given.policy.bot) turn(draft, 'started')
}

export function wrote(draft: Draft, input: InputOf<'wrote'>): void {
  said(draft, input.key, textMessage(input.text), 'said')
}

export function chose(draft: Draft, input: InputOf<'chose'>): void {
  said(draft, input.key, textMessage(input.label), 'chose', { target: input.target, choice: input.choice })
}

function said(
  draft: Draft,
  key: SendKey,
  message: Message,
  why: 'said' | 'chose',
  tap: { target?: never } | { target: InputOf<'chose'>['target']; choice: string } = {},
): void {
  const seq = draft.tell({ kind: 'visitorSaid', key, message, ...tap })
  if (draft.now.handoff && isUnderWay(draft.now.handoff)) return sayToDesk(draft, draft.now.handoff, seq)
  const asks = why === 'said' ? asksByWords(draft, message) : null
  if (asks)
    return request(draft, { by: asks === 'words' ? 'visitor' : 'baton', reason: asks, desk: null, summary: null })
  if (draft.given.policy.bot) return turn(draft, why)
  request(draft, { by: 'visitor', reason: 'said', desk: null, summary: null })
}

/** Where nobody can be asked, or was asked too often, the bot answers as ever. */
function asksByWords(draft: Draft, message: Message): keyof AskingWords | null {
  const { policy, at } = draft.given
  if (!policy.when || policy.desks.length === 0 || askedTooOften(draft.now, at)) return null
  return askIn(plainText(message), policy.when)
}

export function askedForPerson(draft: Draft): void {
  if (draft.now.mode === 'bot') request(draft, { by: 'visitor', reason: 'asked', desk: null, summary: null })
}

export function leftDesk(draft: Draft): void {
  const handoff = draft.now.handoff
  if (!handoff || !isUnderWay(handoff)) return
  endHandoff(draft, handoff, draft.now.mode === 'waiting' ? 'cancelled' : 'left', null)
}
