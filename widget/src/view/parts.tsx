import type { Choice, Part } from '@baton/shared/message.ts'
import { CardPart } from './card.tsx'
import { Icon } from './icons.tsx'
import { Link, Markdown, Plain } from './markdown.tsx'
import { mediaUrl, safeUrl } from './safe-url.ts'
import { fill } from './texts.ts'
import { useUi } from './ui.ts'

export type Tap = ((choice: Choice) => void) | null

/** One part inside a bubble. Choices stand below the bubble, so they are not drawn here. */
export function PartView({ part, plain, tap }: { part: Part; plain: boolean; tap: Tap }) {
  const { words, origin } = useUi()
  const { texts } = words.value
  switch (part.kind) {
    case 'text':
      return plain ? <Plain text={part.text} /> : <Markdown text={part.text} />
    case 'image': {
      const url = mediaUrl(part.url, origin)
      if (!url) return <Neutral />
      const size = part.width && part.height ? { width: part.width, height: part.height } : {}
      return (
        <Link url={url}>
          <img class="picture" src={url} alt={part.alt || texts.image} loading="lazy" {...size} />
        </Link>
      )
    }
    case 'file': {
      const url = mediaUrl(part.url, origin)
      if (!url) return <Neutral />
      return (
        <a
          class="file"
          href={url}
          target="_blank"
          rel="noopener noreferrer nofollow"
          aria-label={fill(texts.download, { name: part.name })}
        >
          <Icon name="file" />
          <span>
            <b dir="auto">{part.name}</b>
            {part.size !== undefined && <small>{readableSize(part.size, words.value.locale)}</small>}
          </span>
        </a>
      )
    }
    case 'link': {
      const url = safeUrl(part.url)
      return url ? (
        <p dir="auto">
          <Link url={url}>{part.label}</Link>
        </p>
      ) : (
        <Plain text={part.label} />
      )
    }
    case 'cards':
      return (
        <div class="cards">
          {part.cards.map((card, at) => (
            <CardPart key={at} card={card} tap={tap} />
          ))}
        </div>
      )
    case 'form':
      // Forms are answered in words until the wire carries their fields.
      return <Plain text={part.fields.map((field) => field.label).join('\n')} />
    case 'choices':
      return null
    case 'unsupported':
      return <Neutral />
    default:
      // A kind of a newer server.
      return <Neutral />
  }
}

function Neutral() {
  const { words } = useUi()
  return <p class="neutral">{words.value.texts.unsupported}</p>
}

function readableSize(bytes: number, locale: string): string {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : [bytes / 1e6, 'megabyte']
  const format = { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(locale, format).format(value)
}
