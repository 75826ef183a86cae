import type { RefObject } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

/**
 * Takes what is pasted into the panel or dropped on it. `take` null: nothing is taken now. Answers whether files are held over the panel.
 */
export function useFilesFrom(inside: RefObject<HTMLElement | null>, take: ((files: File[]) => void) | null): boolean {
  const [over, setOver] = useState(false)
  const taking = useRef(take)
  taking.current = take
  useLayoutEffect(() => {
    const panel = inside.current?.closest<HTMLElement>('.panel')
    if (!panel) return
    const ending = new AbortController()
    const on = <E extends 'paste' | 'dragenter' | 'dragover' | 'dragleave' | 'drop'>(
      name: E,
      heard: (event: HTMLElementEventMap[E]) => void,
    ) => panel.addEventListener(name, heard, { signal: ending.signal })
    // The page, and the browser that would open the file in its place, are not meant.
    const ours = (event: Event) => {
      event.preventDefault()
      event.stopPropagation()
    }

    on('paste', (event) => {
      const files = [...(event.clipboardData?.files ?? [])]
      // What is copied from a document or a table comes as words with a picture of them.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain') || !taking.current) return
      ours(event)
      taking.current(files)
    })
    const drag = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      ours(event)
      event.dataTransfer.dropEffect = taking.current ? 'copy' : 'none'
      setOver(taking.current !== null)
    }
    on('dragenter', drag)
    on('dragover', drag)
    on('dragleave', ({ relatedTarget }) => {
      if (!panel.contains(relatedTarget as Node | null)) setOver(false)
    })
    on('drop', (event) => {
      setOver(false)
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      ours(event)
      taking.current?.(files)
    })
    return () => ending.abort()
  }, [])
  return over
}
