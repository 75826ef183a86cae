import type { ConversationId } from '@baton/shared/ids.ts'
import type { Card } from '@baton/shared/message.ts'
import { Link, Plain } from '../markdown.tsx'
import type { Tap } from '../parts.tsx'
import { safeUrl } from '../safe-url.ts'
import { Image } from './image.tsx'

type CardsProps = { cards: Card[]; conversation: ConversationId | null; tap: Tap }

/** Each with a picture, a title, some words, and what can be done with it. Choices are spent once the visitor has answered. */
export function Cards({ cards, conversation, tap }: CardsProps) {
  return (
    <div class="cards">
      {cards.map(({ title, text, image, links, choices }, at) => (
        <article class="card" key={at} aria-label={title}>
          {image && <Image url={image} alt={title} conversation={conversation} />}
          <div class="words">
            <b dir="auto">{title}</b>
            {text && <Plain text={text} />}
            <div class="options">
              {links?.map((link, at) => {
                const url = safeUrl(link.url)
                return (
                  url && (
                    <Link key={at} url={url} name="chip">
                      {link.label}
                    </Link>
                  )
                )
              })}
              {choices?.map((choice) => (
                <button
                  type="button"
                  class="chip"
                  key={choice.id}
                  dir="auto"
                  disabled={!tap}
                  onClick={() => tap?.(choice)}
                >
                  {choice.label}
                </button>
              ))}
            </div>
          </div>
        </article>
      ))}
    </div>
  )
}
