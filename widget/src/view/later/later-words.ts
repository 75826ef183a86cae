import type { Texts } from '../texts/en.ts'
import { enLater, type LaterTexts } from '../texts/en-later.ts'
import type { Words } from '../texts.ts'
import { useUi } from '../ui.ts'

export type AllTexts = Texts & LaterTexts

/** All words: English where the language's own have not come. */
export const allTexts = ({ texts }: Words): AllTexts => ({ ...enLater, ...texts })

export function useTexts(): AllTexts {
  return allTexts(useUi().words.value)
}
