import { textMessage } from '@baton/shared/message.ts'
import type { Draft } from './draft.ts'
import { close, request } from './handoffs.ts'
import type { Input } from './inputs.ts'

type InputOf<K extends Input['kind']> = Input & { kind: K }

/** Failures in a row after which a person is asked for. */
const failuresBorne = 2

export function botReplied(draft: Draft, input: InputOf<'botReplied'>): void {
  if (!holds(draft, input.stint)) return
  const { messages, memory, then } = input.reply
  for (const message of messages) draft.tell({ kind: 'botSaid', turn: input.turn, message })
  if (memory !== null) draft.tell({ kind: 'botRemembered', turn: input.turn, memory })
  switch (then.kind) {
    case 'stay':
      return
    case 'end':
      return close(draft, 'bot')
    case 'handoff':
    case 'ticket':
      return request(draft, { by: 'bot', reason: then.reason, desk: then.desk ?? null, summary: then.summary ?? null })
  }
}

export function botFailed(draft: Draft, input: InputOf<'botFailed'>): void {
  if (!holds(draft, input.stint)) return
  draft.tell({ kind: 'botFailed', turn: input.turn, code: input.code })
  const failures = draft.now.botFailures
  if (failures >= failuresBorne && draft.given.policy.desks.length > 0) {
    return request(draft, { by: 'baton', reason: 'the bot failed', desk: null, summary: null })
  }
  draft.tell({ kind: 'botSaid', turn: null, message: textMessage(draft.given.policy.botDownText) })
}

const holds = (draft: Draft, stint: number): boolean => draft.now.mode === 'bot' && draft.now.stint === stint
