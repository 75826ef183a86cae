import { effect } from '@preact/signals'
import { render } from 'preact'
import type { Host } from '../loader/contract.ts'
import type { Chat } from '../model/chat.ts'
import { dressLauncher } from './launcher-look.ts'
import { Panel } from './panel.tsx'
import { css } from './style.ts'
import { createWords } from './texts.ts'
import { type Ui, UiContext } from './ui.ts'
import { followViewport } from './viewport.ts'

/** Draws the chat beside the launcher. Returns how to take it all away. */
export function mount(host: Host, chat: Chat): () => void {
  const { root, frame, look } = host
  const page = document.documentElement
  const language = look.language ?? (page.lang || navigator.language)
  const { words, stop: stopWords } = createWords(chat.settings, { language, direction: look.language ? '' : page.dir })
  const before = root.adoptedStyleSheets
  const worn = new Set<string>()
  const wear = (css: string) => {
    if (worn.has(css)) return
    worn.add(css)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  }
  wear(css)
  const ui: Ui = { chat, words, origin: host.origin, wear }
  const place = document.createElement('div')
  frame.prepend(place)
  const undress = dressLauncher({ ...host, host: root.host as HTMLElement }, ui)
  const unfollow = followViewport(frame)
  let drawn = false
  const stopDrawing = effect(() => {
    // Nothing of the panel exists before it is wanted.
    if (drawn || !chat.shown.value) return
    drawn = true
    render(
      <UiContext.Provider value={ui}>
        <Panel />
      </UiContext.Provider>,
      place,
    )
  })
  return () => {
    stopDrawing()
    stopWords()
    unfollow()
    undress()
    render(null, place)
    place.remove()
    root.adoptedStyleSheets = before
  }
}
