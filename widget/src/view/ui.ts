import type { ReadonlySignal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Chat } from '../model/chat.ts'
import type { Words } from './texts.ts'

/** What every component may use. */
export type Ui = {
  chat: Chat
  words: ReadonlySignal<Words>
  /** Our server, for pictures and files. */
  origin: string
  /** Adds a style sheet, once. */
  wear(css: string): void
}

export const UiContext = createContext<Ui | null>(null)

export function useUi(): Ui {
  const ui = useContext(UiContext)
  if (!ui) throw new Error('drawn outside of the widget')
  return ui
}
