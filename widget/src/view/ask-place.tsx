import type { AskRow } from '../model/ask-row.ts'
import { askText } from './ask-text.ts'
import { LaterPlace } from './later-place.tsx'
import { useUi } from './ui.ts'

/** What Baton asks; until its controls have come, the question alone. */
export function AskPlace({ row }: { row: AskRow }) {
  const ui = useUi()
  const text = askText(row.ask, ui.words.value.texts)
  return <LaterPlace text={text} draw={(later, place) => later.drawAsk(place, ui, row)} />
}
