import type { Look } from './contract.ts'

export type Tag = { site: string; origin: string; look: Look }

/** Reads our own script tag: the running one, else (tag managers run scripts without one) the one that loads `/baton.js`. */
export function readTag(document: Document): Tag | null {
  const running = document.currentScript as HTMLScriptElement | null
  const script = running?.dataset.site
    ? running
    : document.querySelector<HTMLScriptElement>('script[data-site][src*="/baton.js"]')
  const site = script?.dataset.site
  if (!script || !site || !/^[a-z0-9-]{1,40}$/.test(site)) return null
  const {
    color = null,
    position = null,
    zIndex = null,
    language = null,
    label = null,
  } = script.dataset as Partial<Look>
  return { site, origin: new URL(script.src).origin, look: { color, position, zIndex, language, label } }
}
