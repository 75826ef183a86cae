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
      homeOf(element).focus({ preventScroll: true })
    } else if (from.current) {
      const back = from.current.isConnected ? from.current : null
      from.current = null
      const within =
        root.activeElement === null || root.activeElement === element || element.contains(root.activeElement)
      if (within) back?.focus({ preventScroll: true })
    }
  }, [shown])
  useLayoutEffect(() => (panel.current ? keepFocusIn(panel.current) : undefined), [])
}

/** On touch the panel itself: a field would bring up the keyboard. */
function homeOf(panel: HTMLElement): HTMLElement {
  const touch = matchMedia('(pointer: coarse)').matches
  return (touch ? null : panel.querySelector<HTMLElement>('textarea')) ?? panel
}

/** What had the focus gives way to something else (a choice that was tapped, a question that was answered): the focus stays here. */
function keepFocusIn(panel: HTMLElement): () => void {
  const root = panel.getRootNode() as ShadowRoot
  let last: HTMLButtonElement | null = null
  const entered = (event: FocusEvent) => {
    last = event.target as HTMLButtonElement
  }
  // Browsers differ in what they tell when an element goes, so only what is still there, and usable, was left by the visitor.
  const left = () =>
    queueMicrotask(() => {
      if (last?.isConnected && !last.disabled && last !== root.activeElement) last = null
    })
  const watcher = new MutationObserver(() => {
    if (!last || last.isConnected) return
    last = null
    const nowhere = document.activeElement === null || document.activeElement === document.body
    if (nowhere) homeOf(panel).focus({ preventScroll: true })
  })
  watcher.observe(panel, { childList: true, subtree: true })
  panel.addEventListener('focusin', entered)
  panel.addEventListener('focusout', left)
  return () => {
    watcher.disconnect()
    panel.removeEventListener('focusin', entered)
    panel.removeEventListener('focusout', left)
  }
}
