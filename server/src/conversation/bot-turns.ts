import { textMessage } from '@baton/shared/message.ts'
import type { Draft } from './draft.ts'
import { close, request } from './handoffs.ts'
import type { Input } from './inputs.ts'
import { passOn } from './tickets.ts'

type InputOf<K extends Input['kind']> = Input & { kind: K }

/** Failures in a row after which a person is asked for. */
const failuresBorne = 2

export function botReplied(draft: Draft, input: InputOf<'botReplied'>): void {
  if (!holds(draft, input.stint)) return
  const { messages, memory, then, understood } = input.reply
  for (const message of messages) draft.tell({ kind: 'botSaid', turn: input.turn, message })
  if (memory !== null) draft.tell({ kind: 'botRemembered', turn: input.turn, memory })
  if (understood === false || (understood && draft.now.puzzled > 0))
    draft.tell({ kind: 'botUnderstood', turn: input.turn, understood })
  switch (then.kind) {
    case 'stay':
      return puzzled(draft)
    case 'end':
      return close(draft, 'bot')
    case 'ticket':
      if (draft.given.policy.tickets !== 'none')
        return passOn(draft, {
          by: 'bot',
          reason: then.reason,
          summary: then.summary ?? null,
          handoff: null,
          message: null,
        })
      return request(draft, wantedBy(then))
    case 'handoff':
      return request(draft, wantedBy(then))
  }
}

const wantedBy = ({ reason, desk, summary }: { reason: string; desk?: string; summary?: string }) =>
  ({ by: 'bot', reason, desk: desk ?? null, summary: summary ?? null }) as const

/** A bot that has no answer, again and again, gives way, where there is somebody to give way to. */
function puzzled(draft: Draft): void {
  const { notUnderstood, desks } = draft.given.policy
  if (notUnderstood === null || desks.length === 0 || draft.now.puzzled < notUnderstood || draft.now.quiet) return
  request(draft, { by: 'baton', reason: 'notUnderstood', desk: null, summary: null })
}

export function botFailed(draft: Draft, input: InputOf<'botFailed'>): void {
  if (!holds(draft, input.stint)) return
  draft.tell({ kind: 'botFailed', turn: input.turn, code: input.code })
  const failures = draft.now.botFailures
  if (failures >= failuresBorne && draft.given.policy.desks.length > 0 && !draft.now.quiet) {
    return request(draft, { by: 'baton', reason: 'the bot failed', desk: null, summary: null })
  }
  draft.tell({ kind: 'botSaid', turn: null, message: textMessage(draft.given.policy.botDownText) })
}

const holds = (draft: Draft, stint: number): boolean => draft.now.mode === 'bot' && draft.now.stint === stint
