import { useRef, useState } from 'preact/hooks'
import { Announcer } from './announcer.tsx'
import { Banner } from './banner.tsx'
import { Composer } from './composer.tsx'
import { Header } from './header.tsx'
import { Log } from './log.tsx'
import { usePanelFocus } from './panel-focus.ts'
import { SavePlace } from './save-place.tsx'
import { Strip } from './strip.tsx'
import { useUi } from './ui.ts'

export function Panel() {
  const { chat, words } = useUi()
  const panel = useRef<HTMLElement>(null)
  const shown = chat.shown.value
  const [saving, setSaving] = useState(false)
  usePanelFocus(panel, shown)
  const keyDown = (event: KeyboardEvent) => {
    // The page's shortcuts are not meant for what is written here.
    event.stopPropagation()
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault()
      chat.hide()
    }
  }
  const hold = (event: Event) => event.stopPropagation()
  return (
    <section
      ref={panel}
      class="panel"
      id="panel"
      role="dialog"
      aria-labelledby="title"
      lang={words.value.locale}
      hidden={!shown}
      tabIndex={-1}
      onKeyDown={keyDown}
      onKeyUp={hold}
      onKeyPress={hold}
    >
      <Header titleId="title" saving={saving} toggleSaving={() => setSaving(!saving)} />
      <Banner />
      {saving && <SavePlace close={() => setSaving(false)} />}
      <Log />
      <Strip />
      <Composer />
      <Announcer />
    </section>
  )
}
