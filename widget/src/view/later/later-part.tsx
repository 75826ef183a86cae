import type { PartProps } from '../part-place.tsx'
import { Cards } from './cards.tsx'
import { FileRow } from './file-row.tsx'
import { Image } from './image.tsx'

/** A part that is more than words. */
export function LaterPart({ part, conversation, tap }: PartProps) {
  switch (part.kind) {
    case 'file':
      return <FileRow part={part} conversation={conversation} />
    case 'image':
      return <Image {...part} alt={part.alt ?? ''} conversation={conversation} />
    case 'cards':
      return <Cards cards={part.cards} conversation={conversation} tap={tap} />
  }
}
