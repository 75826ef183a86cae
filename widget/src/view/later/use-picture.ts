import type { ConversationId } from '@baton/shared/ids.ts'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { useUi } from '../ui.ts'
import { useLinks } from './use-link.ts'

const pauses = [2_000, 5_000, 15_000] // an agent's image may still be on its way from the desk to us

type State = {
  state: 'waiting' | 'asking' | 'shown' | 'failed' | 'gone'
  src: string | null
  tries: number
  lost: boolean
}
const first: State = { state: 'waiting', src: null, tries: 0, lost: false }

/** An image that we keep: its link is asked for when it comes near to being seen, and anew when it does not lead there. */
export function usePicture(conversation: ConversationId | null, path: string) {
  const { chat, origin } = useUi()
  const links = useLinks()
  const box = useRef<never>(null)
  const [now, setNow] = useState(first)
  const { state, tries } = now
  const line = chat.line.value

  useLayoutEffect(() => {
    const element = box.current
    if (state !== 'waiting' || !element) return
    const seen = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && setNow({ ...first, state: 'asking' }),
      { rootMargin: '300px' },
    )
    seen.observe(element)
    return () => seen.disconnect()
  }, [state])

  useLayoutEffect(() => {
    if (state !== 'asking' || conversation === null) return
    let over = false
    const ask = async () => {
      const got = await links.get(conversation, path, tries > 0)
      if (over) return
      if (typeof got === 'object') setNow((before) => ({ ...before, src: origin + got.url }))
      else setNow({ ...first, state: got === 'gone' ? 'gone' : 'failed', lost: got === 'lost' })
    }
    const stop = chat.files.clock.after(tries > 0 ? (pauses[tries - 1] ?? 0) : 0, () => void ask())
    return () => {
      over = true
      stop()
    }
  }, [state, tries, conversation, path])

  useLayoutEffect(() => {
    if (now.lost && (line === 'ready' || line === 'back')) setNow({ ...first, state: 'asking' })
  }, [line])

  return {
    ...{ box, state, src: now.src },
    loaded: () => setNow((before) => ({ ...before, state: 'shown' })),
    broke: () =>
      setNow((before) => {
        const more = before.tries < pauses.length
        return { ...before, src: null, tries: before.tries + 1, state: more ? 'asking' : 'failed' }
      }),
    again: () => setNow({ ...first, state: 'asking', tries: 0 }),
  }
}
