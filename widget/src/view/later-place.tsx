import { signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Later } from './later/later.tsx'
import { Dots } from './typing.tsx'
import { useUi } from './ui.ts'

const part = signal<Later | 'failed' | null>(null)

function load(): void {
  part.value = null
  import('./later/later.tsx').then(
    ({ later }) => {
      part.value = later
    },
    () => {
      part.value = 'failed'
    },
  )
}

type LaterPlaceProps = {
  /** Stands there meanwhile; null: nothing does. */
  text: string | null
  draw(later: Later, place: HTMLElement): void
}

/**
 * Where something stands that most chats never need: forms, ratings, files, saving. It is fetched when it is first drawn, and draws
 * itself in a root of its own: where the app came at a second try, under another address, this part brings a second Preact.
 */
export function LaterPlace({ text, draw }: LaterPlaceProps) {
  const { chat, words, wear } = useUi()
  const place = useRef<HTMLDivElement>(null)
  const later = part.value
  const ready = later !== 'failed' && later
  const line = chat.line.value
  useLayoutEffect(() => {
    // What could not be had may be there when the line is back.
    if (later === null || (later === 'failed' && line === 'back')) load()
  }, [line])
  useLayoutEffect(() => {
    const element = place.current
    if (!ready || !element) return
    wear(ready.css)
    return () => ready.clear(element)
  }, [ready])
  useLayoutEffect(() => {
    if (ready && place.current) draw(ready, place.current)
  })
  if (ready) return <div key="ready" ref={place} />
  return (
    text !== null && (
      <p key="meanwhile" class="note" dir="auto">
        {text}{' '}
        {later === 'failed' ? (
          <button type="button" class="quiet" onClick={load}>
            {words.value.texts.retry}
          </button>
        ) : (
          <Dots />
        )}
      </p>
    )
  )
}
