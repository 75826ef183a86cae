import type { Answered } from '@baton/shared/asks.ts'
import { useState } from 'preact/hooks'
import type { AskRow } from '../../model/ask-row.ts'
import { askText } from '../ask-text.ts'
import { useUi } from '../ui.ts'
import { AnswerLine } from './answer-line.tsx'
import { ChoiceAsk } from './choice-ask.tsx'
import { FormAsk } from './form-ask.tsx'
import { useTexts } from './later-words.ts'
import { RatingAsk } from './rating-ask.tsx'

/** What a visitor has typed and chosen so far, by the names of the fields. */
export type Typed = { [name: string]: string }
export type AskProps<A> = {
  ask: A
  row: AskRow
  typed: Typed
  type(name: string, value: string): void
  send(answer: Answered): void
}

/** One thing that Baton asks: its controls while it can be answered, afterwards what it was. */
export function AskLine({ row }: { row: AskRow }) {
  const { chat } = useUi()
  const texts = useTexts()
  // Kept here, since the controls go while the answer is under way, and come back if it is refused.
  const [typed, setTyped] = useState(() => typedBefore(row.answer))
  const { ask, state } = row
  if (state === 'over' || state === 'sending') return <AnswerLine row={row} />
  const props = {
    ...{ row, typed },
    type: (name: string, value: string) => setTyped((now) => ({ ...now, [name]: value })),
    send: (answer: Answered) => chat.answer(row.seq, answer),
  }
  return (
    <div class="asked" {...(ask.kind !== 'rating' && { role: 'group', 'aria-labelledby': `${row.key}.ask` })}>
      <p class="question" id={`${row.key}.ask`} dir="auto">
        {askText(ask, texts)}
      </p>
      {state === 'failed' && (
        <p class="wrong" role="alert">
          {texts.failed}
        </p>
      )}
      {ask.kind === 'form' ? (
        <FormAsk ask={ask} {...props} />
      ) : ask.kind === 'rating' ? (
        <RatingAsk ask={ask} {...props} />
      ) : (
        <ChoiceAsk ask={ask} {...props} />
      )}
    </div>
  )
}

/** After a reload the answer that is still to be sent is all there is. */
function typedBefore(answer: Answered | null): Typed {
  if (answer?.kind === 'filled') return { ...answer.values }
  return answer?.kind === 'rated' ? { score: String(answer.score), comment: answer.comment ?? '' } : {}
}
