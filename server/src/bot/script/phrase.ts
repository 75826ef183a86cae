import { wordsOf } from './words.ts'

/** What an answer listens for. `pieces` must follow each other, with anything in between. */
export type Phrase = {
  /** Runs of words; none of them is empty. */
  pieces: string[][]
  /** The message must be these words and nothing else. */
  whole: boolean
}

/**
 * `opening hours`: these words, next to each other, anywhere in the message · `when * open`: any words in between ·
 * `= yes`: this and nothing else. Null: it holds no word.
 */
export function phraseOf(text: string): Phrase | null {
  const whole = /^\s*=/.test(text)
  const pieces = text
    .split('*')
    .map(wordsOf)
    .filter((words) => words.length > 0)
  if (pieces.length === 0) return null
  return { pieces: whole ? [pieces.flat()] : pieces, whole }
}

export const lengthOf = (phrase: Phrase): number => phrase.pieces.reduce((sum, words) => sum + words.length, 0)

/** The same for two phrases that always match together. */
export const sameAs = (phrase: Phrase): string =>
  `${phrase.whole ? '=' : ''}${phrase.pieces.map((words) => words.join(' ')).join('*')}`
