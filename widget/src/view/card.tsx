import type { Card } from '@baton/shared/message.ts'
import { Link, Plain } from './markdown.tsx'
import type { Tap } from './parts.tsx'
import { mediaUrl, safeUrl } from './safe-url.ts'
import { useUi } from './ui.ts'

export function CardPart({ card, tap }: { card: Card; tap: Tap }) {
  const { origin } = useUi()
  const image = card.image && mediaUrl(card.image, origin)
  return (
    <article class="card">
      {image && <img src={image} alt="" loading="lazy" />}
      <div class="words">
        <b dir="auto">{card.title}</b>
        {card.text && <Plain text={card.text} />}
        {card.links?.map((link) => {
          const url = safeUrl(link.url)
          return url && <Link url={url}>{link.label}</Link>
        })}
        {card.choices?.map((choice) => (
          <button type="button" class="chip" key={choice.id} disabled={!tap} onClick={() => tap?.(choice)}>
            {choice.label}
          </button>
        ))}
      </div>
    </article>
  )
}
