import type { AskRow } from '../../model/ask-row.ts'
import { askText } from '../ask-text.ts'
import { answerText } from './answer-text.ts'
import { useTexts } from './later-words.ts'
import { Star } from './signs.tsx'

/** What was asked and answered. Nothing here can be used any more. */
export function AnswerLine({ row: { ask, answer, state } }: { row: AskRow }) {
  const texts = useTexts()
  const rated = answer?.kind === 'rated' ? answer : null
  const stars = rated && ask.kind === 'rating' && ask.scale === 'stars'
  return (
    <div class="asked past">
      <p class="question" dir="auto">
        {askText(ask, texts)}
      </p>
      {answer && (
        <p class={answer.kind === 'declined' ? 'given quietly' : 'given'} dir="auto">
          <span class="hidden">{texts.you}: </span>
          {stars && [1, 2, 3, 4, 5].map((nth) => <Star key={nth} on={nth <= rated.score} />)}
          <span class={stars ? 'hidden' : ''}>{answerText(ask, answer, texts)}</span>
        </p>
      )}
      {rated?.comment && (
        <p class="plain" dir="auto">
          {rated.comment}
        </p>
      )}
      {rated && <p class="thanks">{texts.thanks}</p>}
      {state === 'sending' && <p class="question">{texts.sending}</p>}
    </div>
  )
}
