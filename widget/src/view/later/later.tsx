import { type ComponentChildren, render } from 'preact'
import type { AskRow } from '../../model/ask-row.ts'
import { type Ui, UiContext } from '../ui.ts'
import { AskLine } from './ask-line.tsx'
import css from './later.css?inline'
import { SaveChat, type SaveChatProps } from './save-chat.tsx'

const draw = (place: HTMLElement, ui: Ui, children: ComponentChildren) =>
  render(<UiContext.Provider value={ui}>{children}</UiContext.Provider>, place)

/** Draws into a place, again whenever what it shows has changed. */
export const later = {
  css,
  drawAsk: (place: HTMLElement, ui: Ui, row: AskRow) => draw(place, ui, <AskLine row={row} />),
  drawSave: (place: HTMLElement, ui: Ui, props: SaveChatProps) => draw(place, ui, <SaveChat {...props} />),
  clear: (place: HTMLElement) => render(null, place),
}
export type Later = typeof later
