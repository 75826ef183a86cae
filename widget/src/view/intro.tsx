import { useUi } from './ui.ts'

/** Where the history begins: who this is, in the site's own words. */
export function Intro() {
  const { chat, words } = useUi()
  const { greeting } = chat.settings.value
  const { texts } = words.value
  return (
    <div class="intro">
      <p class="greeting" dir="auto">
        {greeting ?? texts.greeting}
      </p>
    </div>
  )
}
