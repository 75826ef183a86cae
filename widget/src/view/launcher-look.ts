import { effect } from '@preact/signals'
import type { Host } from '../loader/contract.ts'
import { isColor } from '../model/settings.ts'
import { readableOn } from './accent.ts'
import { fill } from './texts.ts'
import type { Ui } from './ui.ts'

/** Keeps the loader's launcher and frame in step: colour, side, badge, name. Returns how to leave them as they were. */
export function dressLauncher(
  { host, frame, launcher, look }: { host: HTMLElement } & Pick<Host, 'frame' | 'launcher' | 'look'>,
  ui: Ui,
): () => void {
  const { chat, words } = ui
  const badge = document.createElement('span')
  badge.className = 'badge'
  badge.setAttribute('aria-hidden', 'true')
  launcher.append(badge)
  const tagColor = look.color && isColor(look.color) ? look.color : null

  const stop = effect(() => {
    const { color, position, zIndex } = chat.settings.value
    const { texts, direction } = words.value
    const accent = color ?? tagColor ?? '#0b5fff'
    frame.style.setProperty('--baton-accent', accent)
    frame.style.setProperty('--baton-on-accent', readableOn(accent))
    frame.dir = direction
    frame.dataset.side = position ?? look.position ?? (direction === 'rtl' ? 'left' : 'right')
    frame.dataset.open = String(chat.shown.value)
    if (zIndex !== null) host.style.setProperty('--baton-z', String(zIndex))

    const count = chat.shown.value ? 0 : chat.unread.value
    badge.textContent = count > 9 ? '9+' : String(count)
    badge.hidden = count === 0
    const news = count === 1 ? texts.unreadOne : fill(texts.unreadMany, { n: count })
    const name = chat.shown.value ? texts.closeChat : texts.openChat
    launcher.setAttribute('aria-label', count > 0 ? `${name}, ${news}` : name)
    launcher.setAttribute('aria-expanded', String(chat.shown.value))
  })
  return () => {
    stop()
    badge.remove()
    launcher.setAttribute('aria-expanded', 'false')
    delete frame.dataset.open
  }
}
