import type { Look } from './contract.ts'
import css from './launcher.css?inline'
import { onAccent } from './on-accent.ts'

const svg = 'http://www.w3.org/2000/svg'
const bubble =
  'M12 3.5c5 0 9 3.4 9 7.7s-4 7.7-9 7.7c-1.1 0-2.2-.2-3.2-.5L4 20.5l1.2-4C3.8 15.1 3 13.3 3 11.2 3 6.9 7 3.5 12 3.5Z'

export type Launcher = { host: HTMLElement; root: ShadowRoot; frame: HTMLElement; button: HTMLButtonElement }

/** Builds the launcher: nodes only, no HTML and no style element, so that a strict policy and Trusted Types allow it. */
export function buildLauncher(document: Document, look: Look): Launcher {
  const host = document.createElement('baton-chat')
  const root = host.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]

  const frame = document.createElement('div')
  frame.className = 'frame'
  if (look.color && /^#([\da-f]{3}){1,2}$/i.test(look.color)) {
    frame.style.setProperty('--baton-accent', look.color)
    frame.style.setProperty('--baton-on-accent', onAccent(look.color))
  }
  if (look.zIndex && /^\d+$/.test(look.zIndex)) host.style.setProperty('--baton-z', look.zIndex)
  frame.dataset.side = look.position ?? (document.documentElement.dir === 'rtl' ? 'left' : 'right')

  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'launcher'
  button.setAttribute('aria-label', look.label ?? 'Chat')
  button.setAttribute('aria-expanded', 'false')
  const icon = document.createElementNS(svg, 'svg')
  icon.setAttribute('viewBox', '0 0 24 24')
  icon.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svg, 'path')
  path.setAttribute('d', bubble)
  icon.append(path)
  button.append(icon)
  frame.append(button)
  root.append(frame)
  return { host, root, frame, button }
}
