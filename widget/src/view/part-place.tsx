import type { ConversationId } from '@baton/shared/ids.ts'
import type { Part } from '@baton/shared/message.ts'
import { LaterPlace } from './later-place.tsx'
import { partText } from './part-text.ts'
import type { Tap } from './parts.tsx'
import { useUi } from './ui.ts'

export type LaterPart = Extract<Part, { kind: 'image' | 'file' | 'cards' }>
export type PartProps = { part: LaterPart; conversation: ConversationId | null; tap: Tap }

/** A part that is more than words; until what draws it has come, what it says. */
export function PartPlace(props: PartProps) {
  const ui = useUi()
  const text = partText(props.part, ui.words.value.texts)
  return <LaterPlace text={text} draw={(later, place) => later.drawPart(place, ui, props)} />
}
