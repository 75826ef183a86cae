import type { Stop } from './clock.ts'

/**
 * The page may have slept: it is visible again, comes out of the back-forward cache, has lost its network or has one again,
 * or is clicked into.
 * A socket's own idea of being connected proves nothing then. `sleep`: the page goes away, perhaps into
 * that cache. `hide`: another tab is in front.
 */
export interface Waking {
  listen(to: { wake(): void; sleep(): void; hide(): void }): Stop
  /** Whether the visitor can see the page. */
  visible(): boolean
}

export function browserWaking(window: Window): Waking {
  const { document } = window
  return {
    visible: () => document.visibilityState === 'visible',
    listen({ wake, sleep, hide }) {
      const seen = () => {
        if (document.visibilityState === 'visible') wake()
        else hide()
      }
      document.addEventListener('visibilitychange', seen)
      window.addEventListener('pageshow', seen)
      window.addEventListener('online', seen)
      window.addEventListener('offline', seen)
      window.addEventListener('focus', seen)
      window.addEventListener('pagehide', sleep)
      return () => {
        document.removeEventListener('visibilitychange', seen)
        window.removeEventListener('pageshow', seen)
        window.removeEventListener('online', seen)
        window.removeEventListener('offline', seen)
        window.removeEventListener('focus', seen)
        window.removeEventListener('pagehide', sleep)
      }
    },
  }
}
