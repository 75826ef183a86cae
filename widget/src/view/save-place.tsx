import { LaterPlace } from './later-place.tsx'
import { useUi } from './ui.ts'

/** Below the header, where the visitor keeps a copy of the chat. */
export function SavePlace({ close }: { close(): void }) {
  const ui = useUi()
  const mails = ui.chat.settings.value.mailsTranscripts === true
  const text = ui.words.value.texts.saveChat
  return (
    <div class="save">
      <LaterPlace text={text} draw={(later, place) => later.drawSave(place, ui, { mails, close })} />
    </div>
  )
}
