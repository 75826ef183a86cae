import type { App, Baton, BatonEvents, Host, Listener, QueuedCall, StartApp, VisitorDetails } from './contract.ts'
import { buildLauncher } from './launcher.ts'
import { remembered } from './remembered.ts'
import type { Tag } from './tag.ts'

export type Surroundings = {
  window: Window
  /** Fetches an app's module from the script's origin. Rejects when it cannot be had. */
  fetchApp(path: string): Promise<{ start: StartApp }>
  /** The app that was built with this loader. */
  appPath: string
}

/** Draws the launcher and returns `window.Baton`. Stores nothing, asks the network for nothing until the visitor shows intent. */
export function begin(tag: Tag, { window, fetchApp, appPath }: Surroundings): Baton {
  const { document } = window
  const listeners = new Map<string, Set<Listener<never>>>()
  const { host, root, frame, button } = buildLauncher(document, tag.look)
  let app: App | null = null
  let starting = false
  let wanted = false
  let drawn = false
  let ended = false
  let warned = false
  let tries = 0
  let heals = 0
  let details: VisitorDetails | undefined

  const warn = (error: unknown) => {
    if (!warned) console.warn('Baton:', error)
    warned = true
  }

  const emit: Host['emit'] = (event, value) => {
    for (const listener of [...(listeners.get(event) ?? [])]) {
      try {
        ;(listener as Listener<typeof event>)(value)
      } catch (error) {
        warn(error)
      }
    }
  }

  const fetchOnce = (path: string) => {
    // A failed module stays failed under its own address in some browsers, so each new try has one of its own.
    const address = tries ? `${path}?${tries}` : path
    return fetchApp(address).catch((error) => {
      tries++
      throw error
    })
  }

  const busy = (is: boolean) => button.setAttribute('aria-busy', String(is))
  const shown = () => button.getAttribute('aria-expanded') === 'true'

  /** Fetches an app and puts it in the place of the one that runs; if it cannot be had, that one stays. */
  const start = (path: string) => {
    if (starting || ended) return
    starting = true
    busy(wanted)
    fetchOnce(path)
      .then(({ start: startApp }) => {
        if (ended) return
        const opens = app ? shown() : wanted
        app?.destroy()
        const { site, origin, look } = tag
        app = startApp({ contract: 2, site, origin, root, frame, launcher: button, look, emit, replace })
        if (details) app.visitor?.(details)
        if (opens) app.open()
      })
      .catch(warn)
      .finally(() => {
        starting = false
        busy(false)
      })
  }

  const replace = (path: string) => {
    if (path.startsWith('/app/')) start(path)
  }

  const open = () => {
    wanted = true
    if (app) app.open()
    else start(appPath)
  }
  const close = () => {
    wanted = false
    app?.close()
  }
  const visitor = (given: VisitorDetails) => {
    details = { ...details, ...given }
    app?.visitor?.(details)
  }
  const preload = () => {
    if (!app && !starting && !ended && !tries) fetchOnce(appPath).catch(warn)
  }
  const toggle = () => (shown() ? close() : open())

  const attach = () => {
    if (ended) return
    // Beside the body, not in it: a page that swaps its body (Turbo) leaves the chat alone.
    document.documentElement.append(host)
    watcher.disconnect()
    watcher.observe(document, { childList: true })
    watcher.observe(document.documentElement, { childList: true })
    if (drawn) return
    drawn = true
    emit('ready', undefined)
    const memory = remembered(window, tag.site)
    if (memory.open && window.innerWidth > 480) wanted = true
    if (memory.open || memory.live) idle(() => start(appPath))
  }
  // A page that fights over its nodes wins after fifty rounds: the launcher must never become a loop.
  const watcher = new MutationObserver(() => {
    if (!host.isConnected && heals++ < 50) attach()
  })
  const idle = (work: () => void) =>
    window.requestIdleCallback ? window.requestIdleCallback(work) : setTimeout(work, 200)

  button.addEventListener('click', toggle)
  for (const sign of ['pointerenter', 'focus', 'pointerdown']) button.addEventListener(sign, preload, { once: true })

  const baton: Baton = {
    site: tag.site,
    open,
    close,
    visitor,
    on(event, listener) {
      if (!listeners.has(event)) listeners.set(event, new Set())
      listeners.get(event)?.add(listener as Listener<never>)
      if (event === 'ready' && drawn) (listener as Listener<'ready'>)(undefined)
      return () => baton.off(event, listener)
    },
    off(event, listener) {
      listeners.get(event)?.delete(listener as Listener<never>)
    },
    heal() {
      if (drawn && !host.isConnected) attach()
    },
    destroy() {
      ended = true
      watcher.disconnect()
      document.removeEventListener('DOMContentLoaded', attach)
      app?.destroy()
      app = null
      host.remove()
      listeners.clear()
      if (window.Baton === baton) delete window.Baton
    },
    q: {
      push(...calls: QueuedCall[]) {
        for (const [method, ...args] of calls) {
          const call = { open, close, visitor, on: baton.on, off: baton.off, destroy: baton.destroy }[method] as
            | undefined
            | ((...a: unknown[]) => void)
          call?.(...args)
        }
        return calls.length
      },
    },
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', attach)
  else attach()
  return baton
}

declare global {
  interface Window {
    Baton?: Baton | { q?: QueuedCall[] }
  }
}

export type { BatonEvents }
