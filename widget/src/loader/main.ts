import { begin } from './begin.ts'
import type { Baton, StartApp } from './contract.ts'
import { readTag } from './tag.ts'

/** Set by the build: such as `app/chat-1a2b3c.js`. */
declare const __APP_PATH__: string

try {
  const tag = readTag(document)
  const before = window.Baton
  if (!tag) console.warn('Baton: the script tag needs data-site="…"')
  else if (before && 'site' in before && before.site === tag.site) before.heal()
  else {
    const queued = (before && !('site' in before) && before.q) || []
    if (before && 'destroy' in before) before.destroy()
    const baton: Baton = begin(tag, {
      window,
      appPath: `/${__APP_PATH__}`,
      fetchApp: (path) => import(/* @vite-ignore */ tag.origin + path) as Promise<{ start: StartApp }>,
    })
    window.Baton = baton
    baton.q.push(...queued)
  }
} catch (error) {
  console.warn('Baton:', error)
}
