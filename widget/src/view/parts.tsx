import type { ConversationId } from '@baton/shared/ids.ts'
import type { Choice, Part } from '@baton/shared/message.ts'
import { Link, Markdown, Plain } from './markdown.tsx'
import { PartPlace } from './part-place.tsx'
import { safeUrl } from './safe-url.ts'
import { useUi } from './ui.ts'

export type Tap = ((choice: Choice) => void) | null

type PartViewProps = {
  part: Part
  /** Whose message it is in; null: none's so far. */
  conversation: ConversationId | null
  plain: boolean
  tap: Tap
}

/** One part inside a bubble. Choices stand below the bubble, so they are not drawn here. */
export function PartView({ part, conversation, plain, tap }: PartViewProps) {
  const { texts } = useUi().words.value
  switch (part.kind) {
    case 'text':
      return plain ? <Plain text={part.text} /> : <Markdown text={part.text} />
    case 'link': {
      const url = safeUrl(part.url)
      return url ? (
        <Link url={url} name="chip">
          {part.label}
        </Link>
      ) : (
        <Plain text={part.label} />
      )
    }
    case 'image':
    case 'file':
    case 'cards':
      return <PartPlace part={part} conversation={conversation} tap={tap} />
    case 'form':
      // Forms are answered in words until the wire carries their fields.
      return <Plain text={part.fields.map((field) => field.label).join('\n')} />
    case 'choices':
      return null
    default:
      // Also a kind of a newer server.
      return <p class="neutral">{texts.unsupported}</p>
  }
}
