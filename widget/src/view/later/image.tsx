import { useState } from 'preact/hooks'
import { Link } from '../markdown.tsx'
import type { PartProps } from '../part-place.tsx'
import { useTexts } from './later-words.ts'
import { Picture } from './picture.tsx'
import { addressElsewhere, isKept } from './use-link.ts'

type ImageProps = { url: string; alt: string; width?: number; height?: number; conversation: PartProps['conversation'] }

/** One of ours, or one of a bot's from elsewhere: a page that forbids those shows a link. */
export function Image({ url, alt, width, height, conversation }: ImageProps) {
  const texts = useTexts()
  const [broken, setBroken] = useState(false)
  const name = alt || texts.image
  if (isKept(url)) return <Picture {...{ url, alt, width, height, conversation }} />
  const elsewhere = addressElsewhere(url)
  if (!elsewhere) return <p class="neutral">{texts.unsupported}</p>
  return (
    <Link url={elsewhere} name={broken ? '' : 'picture'}>
      {broken ? (
        name
      ) : (
        <img src={elsewhere} alt={name} loading="lazy" width={width} height={height} onError={() => setBroken(true)} />
      )}
    </Link>
  )
}
