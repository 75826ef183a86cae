import type { Ask } from '@baton/shared/asks.ts'
import { choicesOf } from './answer-text.ts'
import type { AskProps } from './ask-line.tsx'
import { useTexts } from './later-words.ts'

/** Answered with one tap: which desk, what to do now, whether to go on. */
export function ChoiceAsk({ ask, row, send }: AskProps<Ask>) {
  const texts = useTexts()
  const { answer } = row
  return (
    <div class="options">
      {choicesOf(ask, texts).map(({ id, label }) => (
        <button type="button" class="chip" key={id} dir="auto" onClick={() => send({ kind: 'chosen', choice: id })}>
          {label}
        </button>
      ))}
      {row.state === 'failed' && answer && (
        <button type="button" class="quiet" onClick={() => send(answer)}>
          {texts.retry}
        </button>
      )}
    </div>
  )
}
