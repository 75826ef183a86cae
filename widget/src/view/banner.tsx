import { useUi } from './ui.ts'

/** How the line is, when that is worth a word. */
export function Banner() {
  const { chat, words } = useUi()
  const { texts } = words.value
  const line = chat.line.value
  const text = line === 'lost' ? texts.lost : line === 'back' ? texts.back : line === 'refused' ? texts.refused : ''
  return (
    <div class={`banner ${line}`} role="status">
      {text && <span>{text}</span>}
    </div>
  )
}
