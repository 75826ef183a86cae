import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/**
 * Into the panel when the visitor opens it, back to where they were when it closes. A panel that opens by itself takes no
 * focus; on touch it is the panel that gets it and not the field, whose keyboard would cover half of the screen.
 */
export function usePanelFocus(panel: RefObject<HTMLElement | null>, shown: boolean): void {
  const from = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    const element = panel.current
    const root = element?.getRootNode() as ShadowRoot | undefined
    if (!element || !root) return
    if (shown) {
      if (navigator.userActivation && !navigator.userActivation.isActive) return
      const outside = document.activeElement as HTMLElement | null
      from.current = (root.activeElement as HTMLElement | null) ?? outside
      const touch = matchMedia('(pointer: coarse)').matches
      const target = touch ? element : (element.querySelector<HTMLElement>('textarea') ?? element)
      target.focus({ preventScroll: true })
    } else if (from.current) {
      const back = from.current.isConnected ? from.current : null
      from.current = null
      const within =
        root.activeElement === null || root.activeElement === element || element.contains(root.activeElement)
      if (within) back?.focus({ preventScroll: true })
    }
  }, [shown])
}
