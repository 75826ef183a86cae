import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

const near = 48 // pixels from the end that still count as being there: a finger rarely stops at the very end

type Ends = {
  firstKey: string
  lastKey: string /** The visitor has just said something: they want to see it. */
  force: boolean
  onTop(): void
}

/**
 * Keeps the end in view unless the visitor has scrolled away, and the place where they read when something is put in front.
 * `away`: how far from the end we are, `news` once something has come meanwhile.
 */
export function useStickToEnd(
  scroller: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
  { firstKey, lastKey, force, onTop }: Ends,
): { away: false | 'scrolled' | 'news'; toEnd(): void } {
  const [away, setAway] = useState<false | 'scrolled' | 'news'>(false)
  const stuck = useRef(true)
  const before = useRef({ firstKey: '', lastKey: '', height: 0, top: 0 })
  const top = useRef(onTop)
  top.current = onTop

  /** A field in the history that somebody is writing in: it stays in view, whatever comes. */
  const writing = () => {
    const focused = (content.current?.getRootNode() as ShadowRoot | undefined)?.activeElement
    return focused?.matches('input, textarea') && content.current?.contains(focused) ? focused : null
  }
  const toEnd = () => {
    const box = scroller.current
    stuck.current = true
    setAway(false)
    if (box) box.scrollTop = box.scrollHeight
  }

  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const was = before.current
    const grown = lastKey !== was.lastKey && was.lastKey !== ''
    if ((stuck.current && !(grown && writing())) || (grown && force)) toEnd()
    else if (firstKey !== was.firstKey) box.scrollTop = was.top + box.scrollHeight - was.height
    else if (grown) setAway('news')
    before.current = { firstKey, lastKey, height: box.scrollHeight, top: box.scrollTop }
  }, [firstKey, lastKey])

  useEffect(() => {
    const box = scroller.current
    if (!box || !content.current) return
    const scrolled = () => {
      const rest = box.scrollHeight - box.clientHeight - box.scrollTop
      // What grew between a scroll of ours and its event took nobody away: that takes a way up.
      stuck.current = rest < near || (stuck.current && box.scrollTop >= before.current.top)
      before.current.top = box.scrollTop
      before.current.height = box.scrollHeight
      if (stuck.current) setAway(false)
      else setAway((now) => now || 'scrolled')
      if (box.scrollTop < 80 && box.clientHeight > 0) top.current()
    }
    // Pictures that arrive, a keyboard that opens, a text that grows: the end stays the end.
    const sizes = new ResizeObserver(() => {
      const field = writing()
      if (field) field.scrollIntoView({ block: 'nearest' })
      else if (stuck.current) box.scrollTop = box.scrollHeight
      if (box.scrollHeight <= box.clientHeight && box.clientHeight > 0) top.current()
    })
    sizes.observe(box)
    sizes.observe(content.current)
    box.addEventListener('scroll', scrolled, { passive: true })
    return () => {
      sizes.disconnect()
      box.removeEventListener('scroll', scrolled)
    }
  }, [])

  return { away, toEnd }
}
