import { type Ask, commentLimit } from '@baton/shared/asks.ts'
import { fill } from '../texts.ts'
import type { AskProps } from './ask-line.tsx'
import { Field } from './field.tsx'
import { useTexts } from './later-words.ts'
import { Star, Thumb } from './signs.tsx'

/** How it was. A score alone is enough; words can follow it. */
export function RatingAsk({ ask, row, typed, type, send }: AskProps<Extract<Ask, { kind: 'rating' }>>) {
  const texts = useTexts()
  const score = Number(typed['score'] ?? 0)
  const comment = typed['comment']?.trim() ?? ''
  const excess = [...comment].length - commentLimit
  const thumbs = ask.scale === 'thumbs'
  const submit = (event: Event) => {
    event.preventDefault()
    if (score > 0 && excess <= 0) send({ kind: 'rated', score, ...(comment && { comment }) })
  }
  return (
    <form class="fields" onSubmit={submit}>
      <div class={`score ${ask.scale}`} role="radiogroup" aria-labelledby={`${row.key}.ask`}>
        {(thumbs ? [5, 1] : [1, 2, 3, 4, 5]).map((value) => (
          <label key={value} class={value === score ? 'chosen' : ''}>
            <input
              type="radio"
              class="hidden"
              name={row.key}
              value={value}
              checked={value === score}
              onChange={() => type('score', String(value))}
            />
            {thumbs ? <Thumb down={value === 1} /> : <Star on={value <= score} />}
            <span class={thumbs ? '' : 'hidden'}>
              {thumbs ? (value === 5 ? texts.thumbUp : texts.thumbDown) : fill(texts.stars, { n: value })}
            </span>
          </label>
        ))}
      </div>
      {score > 0 && (
        <Field
          id={`${row.key}.comment`}
          kind="comment"
          label={texts.comment}
          required={false}
          value={typed['comment'] ?? ''}
          wrong={excess > 0 ? fill(texts.tooLong, { n: excess }) : null}
          type={(value) => type('comment', value)}
        />
      )}
      <div class="options">
        {score > 0 && (
          <button type="submit" class="primary">
            {row.state === 'failed' ? texts.retry : texts.send}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => send({ kind: 'declined' })}>
          {texts.noThanks}
        </button>
      </div>
    </form>
  )
}
