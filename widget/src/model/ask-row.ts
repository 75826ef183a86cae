import type { Answered, Ask } from '@baton/shared/asks.ts'
import type { Seq, Time } from '@baton/shared/ids.ts'
import type { Queued } from './send-queue.ts'
import type { History, Stretch } from './timeline.ts'

/** What Baton itself asked. */
export type AskRow = { kind: 'ask'; key: string; at: Time; seq: Seq; ask: Ask } & AskState
export type AskState = {
  /**
   * open: to be answered · sending: the answer is under way · failed: it was refused, and can be given again · over: answered,
   * or no longer asked.
   */
  state: 'open' | 'sending' | 'failed' | 'over'
  /** null: none was given, so far or ever. */
  answer: Answered | null
}

const kinds: { [kind in Ask['kind']]: true } = { desk: true, form: true, waitOver: true, goOn: true, rating: true }
/** False for the kind of a newer server, of which nothing is shown. */
export const isKnownAsk = ({ kind }: Ask) => Object.hasOwn(kinds, kind)

/** Looks up what became of an ask. Only one of the newest conversation can still be open. */
export function answersIn(stretch: Stretch, history: History, queued: Queued[]): (seq: Seq) => AskState {
  const given = new Map<Seq, Answered>()
  for (const event of stretch.events) if (event.kind === 'answered') given.set(event.target, event.answer)
  const current = history.cursor?.conversation === stretch.conversation
  return (seq) => {
    const answer = given.get(seq)
    if (answer) return { state: 'over', answer }
    if (!current) return { state: 'over', answer: null }
    const asked = history.status?.asks?.includes(seq) === true
    for (const { body, state } of queued) {
      if (body.kind !== 'respond' || body.target !== seq || body.conversation !== stretch.conversation) continue
      if (state !== 'failed') return { state: state === 'stored' ? 'over' : 'sending', answer: body.answer }
      if (asked) return { state, answer: body.answer }
    }
    return { state: asked ? 'open' : 'over', answer: null }
  }
}
