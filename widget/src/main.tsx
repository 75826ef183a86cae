import { effect, untracked } from '@preact/signals'
import { browserChance } from './browser/chance.ts'
import { browserClock } from './browser/clock.ts'
import { fetchJson } from './browser/fetch-json.ts'
import { createStorage } from './browser/storage.ts'
import { browserWaking } from './browser/waking.ts'
import { socketConnection } from './connection/socket-connection.ts'
import type { App, Host } from './loader/contract.ts'
import { createChat } from './model/chat.ts'
import { readSettings } from './model/settings.ts'
import { mount } from './view/mount.tsx'

/** What the loader calls once, when the visitor wants to chat or is known to be in one. */
export function start(host: Host): App {
  const { site, origin, emit } = host
  const settingsUrl = `${origin}/api/v1/widget/${site}`
  const chat = createChat({
    site,
    connection: socketConnection({ origin, site, clock: browserClock, chance: browserChance }),
    storage: createStorage(() => window.localStorage, window),
    tabStorage: createStorage(() => window.sessionStorage, window),
    clock: browserClock,
    chance: browserChance,
    waking: browserWaking(window),
    facts: () => ({
      language: host.look.language ?? (document.documentElement.lang || navigator.language),
      page: location.origin + location.pathname,
      title: document.title.slice(0, 200),
    }),
    fetchSettings: () => fetchJson(settingsUrl),
    onMessage: (by) => emit('message', { by }),
    onOutdated: (path) => void takeNewer(path),
  })
  const unmount = mount(host, chat)
  const stopTelling = [
    tellChanges(
      () => chat.unread.value,
      (count) => emit('unread', count),
    ),
    tellChanges(
      () => chat.shown.value,
      (shown) => emit(shown ? 'open' : 'close', undefined),
    ),
  ]
  let ended = false

  /** A path that the server names, else the one in the settings, unless it is the one that is running. */
  async function takeNewer(path: string | null) {
    const app = path ?? readSettings(await fetchJson(settingsUrl)).app
    if (ended || !app || import.meta.url.startsWith(origin + app)) return
    host.replace(app)
  }

  return {
    open: chat.show,
    close: chat.hide,
    visitor: chat.introduce,
    destroy() {
      ended = true
      for (const stop of stopTelling) stop()
      unmount()
      chat.stop()
    },
  }
}

/** Tells of changes, and not of how it was at the beginning. What the page does then is none of the effect's business. */
function tellChanges<T>(read: () => T, tell: (value: T) => void): () => void {
  let before = read()
  return effect(() => {
    const now = read()
    if (now !== before) untracked(() => tell(now))
    before = now
  })
}
