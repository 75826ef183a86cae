import type { SendKey } from '@baton/shared/ids.ts'
import { textMessage } from '@baton/shared/message.ts'
import { offerMessage } from './asking.ts'
import { resume } from './desk-holder.ts'
import type { Draft } from './draft.ts'
import { handoffOf, isUnderWay } from './fold.ts'
import { deskLane, openThread, request } from './handoffs.ts'
import type { HandoffId } from './ids.ts'
import type { Input } from './inputs.ts'
import type { About, Answered, Ask } from './requests.ts'
import { passOn } from './tickets.ts'
import { turn } from './turn.ts'

/** Takes in what the visitor answered. A question that is no longer asked takes nothing: the gateway says so to the widget. */
export function answered(draft: Draft, { key, target, answer }: Input & { kind: 'answered' }): void {
  const asked = draft.now.asks.find(({ seq }) => seq === target)
  if (!asked) return
  const { question, shown } = apart(answer)
  draft.tell({ kind: 'answered', key, target, answer: shown })
  const { ask, about } = asked
  if (about.kind === 'handoff') return afterStay(draft, about.handoff, ask, answer)
  // Whoever got a person meanwhile needs neither.
  if (draft.now.mode !== 'bot') return
  if (about.kind === 'request') return wanted(draft, { key, question }, ask, about.request, answer)
  if (answer.kind === 'filled')
    passOn(draft, {
      by: 'visitor',
      reason: about.reason,
      summary: null,
      handoff: about.handoff,
      message: question === null ? null : { key: ofForm(key), text: question },
    })
}

/** What they ask is said as their own words; the rest says who they are. */
function apart(answer: Answered): { question: string | null; shown: Answered } {
  if (answer.kind !== 'filled') return { question: null, shown: answer }
  const { question, ...values } = answer.values
  return { question: question || null, shown: { kind: 'filled', values } }
}

const ofForm = (key: SendKey): SendKey => `${key}_q` as SendKey

function wanted(
  draft: Draft,
  { key, question }: { key: SendKey; question: string | null },
  ask: Ask,
  wish: (About & { kind: 'request' })['request'],
  answer: Answered,
): void {
  if (ask.kind === 'desk')
    return answer.kind === 'chosen' ? request(draft, { ...wish, desk: answer.choice }) : undefined
  if (ask.kind === 'goOn') return answer.kind === 'chosen' && answer.choice === 'yes' ? request(draft, wish) : undefined
  // Who would rather not say is helped as well.
  if (question !== null) draft.tell({ kind: 'visitorSaid', key: ofForm(key), message: textMessage(question) })
  request(draft, wish)
}

function afterStay(draft: Draft, id: HandoffId, ask: Ask, answer: Answered): void {
  const handoff = handoffOf(draft.now, id)
  if (!handoff) return
  if (ask.kind === 'rating') return answer.kind === 'rated' ? rated(draft, id, answer) : undefined
  if (answer.kind !== 'chosen' || draft.now.mode !== 'bot' || isUnderWay(handoff)) return
  switch (answer.choice) {
    case 'wait':
      resume(draft, handoff, null)
      // Its opening may have been refused meanwhile; where one is owed, the second finds the thread there and does nothing.
      if (handoff.thread === null) openThread(draft, handoff)
      return
    case 'message':
      return offerMessage(draft, { reason: 'timedOut', handoff: id })
    case 'bot':
      return turn(draft, 'returned')
  }
}

function rated(draft: Draft, id: HandoffId, { score, comment }: Answered & { kind: 'rated' }): void {
  draft.tell({ kind: 'handoffRated', handoff: id, by: 'visitor', score, comment: comment ?? null })
  const handoff = handoffOf(draft.now, id)
  const rates = draft.given.policy.desks.find((desk) => desk.name === handoff?.desk)?.rates
  if (handoff?.thread && rates)
    draft.owe(deskLane(handoff), { kind: 'rate' }, { account: handoff.account, handoff: handoff.id })
}
