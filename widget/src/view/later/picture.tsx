import type { ConversationId } from '@baton/shared/ids.ts'
import { useState } from 'preact/hooks'
import { fill } from '../texts.ts'
import { useTexts } from './later-words.ts'
import { useOpening } from './use-link.ts'
import { usePicture } from './use-picture.ts'

type PictureProps = {
  url: string
  alt: string
  width: number | undefined
  height: number | undefined
  conversation: ConversationId | null
}

const widest = 260
const highest = 240

/** An image in the room that it will take, so that nothing moves when it comes. A click shows all of it in another tab. */
export function Picture({ url, alt, width, height, conversation }: PictureProps) {
  const texts = useTexts()
  const { box, src, state, loaded, broke, again } = usePicture(conversation, url)
  const opening = useOpening(conversation, url)
  const name = alt || texts.image
  const given = roomOf(width, height)
  const [real, setReal] = useState<typeof given>(null)
  const room = given && (real ?? given)
  // What a desk says of a photo may be from before it was turned upright.
  const measure = ({ naturalWidth, naturalHeight }: HTMLImageElement) => {
    setReal(roomOf(naturalWidth, naturalHeight))
    loaded()
  }
  // The server said that nobody will have it: it was refused, or is not theirs.
  if (state === 'gone') return <p class="neutral">{texts.unsupported}</p>
  if (state === 'failed')
    return (
      <div class="shot missing" ref={box} style={room ?? {}}>
        <span>{fill(texts.imageFailed, { name })}</span>
        <button type="button" onClick={again}>
          {texts.retry}
        </button>
      </div>
    )
  return (
    <>
      <button
        type="button"
        class={`shot ${state} ${room ? '' : 'unsized'}`}
        ref={box}
        style={room ?? {}}
        aria-busy={state === 'asking'}
        aria-label={fill(texts.openImage, { name })}
        onClick={opening.open}
      >
        {src && <img src={src} alt={name} onLoad={(event) => measure(event.currentTarget)} onError={broke} />}
      </button>
      <p class="trouble" role="status">
        {opening.state === 'failed' && texts.fileGone}
        {opening.state === 'gone' && texts.unsupported}
      </p>
    </>
  )
}

/** null: it is not known before it is here. */
function roomOf(width: number | undefined, height: number | undefined) {
  if (!width || !height) return null
  const scale = Math.min(1, widest / width, highest / height)
  return { width: `${width * scale}px`, aspectRatio: `${width} / ${height}` }
}
