import { textLimit } from '@baton/shared/message.ts'

/** Control characters say nothing that a person wrote, but for the line break and the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** A text as it is stored: NFC, without control characters, without halves of surrogate pairs. */
export function cleanText(raw: string): string {
  return raw.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '').normalize('NFC')
}

/** What a visitor wrote, cleaned; null when nothing is left to read, or more than the limit. */
export function visitorText(raw: string): string | null {
  const text = cleanText(raw)
  return text.trim() === '' || isLonger(text, textLimit) ? null : text
}

/** Cuts what may be cut: a page's title, never a message. */
export function shortened(raw: string, points: number): string {
  const text = cleanText(raw).replace(/\s+/g, ' ').trim()
  return isLonger(text, points) ? [...text].slice(0, points).join('') : text
}

/** In code points. */
function isLonger(text: string, points: number): boolean {
  if (text.length <= points) return false
  let counted = 0
  for (const _ of text) if (++counted > points) return true
  return false
}
