import { type ComponentChildren, render } from 'preact'
import type { AskRow } from '../../model/ask-row.ts'
import type { PartProps } from '../part-place.tsx'
import { type Ui, UiContext } from '../ui.ts'
import { AskLine } from './ask-line.tsx'
import { Attach } from './attach.tsx'
import files from './files.css?inline'
import css from './later.css?inline'
import { LaterPart } from './later-part.tsx'
import parts from './parts.css?inline'
import { SaveChat, type SaveChatProps } from './save-chat.tsx'

const draw = (place: HTMLElement, ui: Ui, children: ComponentChildren) =>
  render(<UiContext.Provider value={ui}>{children}</UiContext.Provider>, place)

/** Draws into a place, again whenever what it shows has changed. */
export const later = {
  css: css + parts + files,
  drawAsk: (place: HTMLElement, ui: Ui, row: AskRow) => draw(place, ui, <AskLine row={row} />),
  drawSave: (place: HTMLElement, ui: Ui, props: SaveChatProps) => draw(place, ui, <SaveChat {...props} />),
  drawAttach: (place: HTMLElement, ui: Ui, can: boolean) => draw(place, ui, <Attach can={can} />),
  drawPart: (place: HTMLElement, ui: Ui, props: PartProps) => draw(place, ui, <LaterPart {...props} />),
  clear: (place: HTMLElement) => render(null, place),
}
export type Later = typeof later
