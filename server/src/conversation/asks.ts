import type { Conversation } from './conversation.ts'

/** A site's own rules of which words of a visitor ask for a person. Each word or phrase is as `plainWords` gives it. */
export type AskingWords = { words: string[]; angry: string[] }

/**
 * Which of a site's rules a visitor's text fulfils. Words count as whole words in any case and with any accents; where a script sets
 * no blanks between them, wherever they stand.
 */
export function askIn(text: string, { words, angry }: AskingWords): keyof AskingWords | null {
  const said = ` ${plainWords(text)} `
  const holds = (word: string) => said.includes(unspaced.test(word) ? word : ` ${word} `)
  if (words.some(holds)) return 'words'
  return angry.some(holds) ? 'angry' : null
}

const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/u

/** Small letters without accents and digits, with one blank between words; empty when there are none. */
export function plainWords(text: string): string {
  return (
    text
      .toLowerCase()
      .normalize('NFKD')
      // Accents, and the vowel signs that Arabic may leave out; other scripts' signs are letters of their own.
      .replace(/[\u0300-\u036f\u064b-\u065f]/g, '')
      .replaceAll('ß', 'ss')
      .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
      .trim()
  )
}

/** As many as the button gives at once, in the hour that it needs to give them again. */
const mostAsked = 6
const within = 3_600_000

/** Whether this conversation asked for a person so often lately that its words alone ring nobody any more. */
export const askedTooOften = ({ handoff, former }: Conversation, at: number): boolean =>
  [...(handoff ? [handoff] : []), ...former].filter(({ requestedAt }) => at - requestedAt < within).length >= mostAsked
