import type { ConversationId } from '@baton/shared/ids.ts'
import type { Part } from '@baton/shared/message.ts'
import { Icon } from '../icons.tsx'
import { fill } from '../texts.ts'
import { useUi } from '../ui.ts'
import { useTexts } from './later-words.ts'
import { readableSize } from './readable-size.ts'
import { addressElsewhere, isKept, useOpening } from './use-link.ts'

type FilePart = Extract<Part, { kind: 'file' }>

/** A file to download; one that is still on its way is only named. */
export function FileRow({ part, conversation }: { part: FilePart; conversation: ConversationId | null }) {
  const texts = useTexts()
  const elsewhere = addressElsewhere(part.url)
  const { locale } = useUi().words.value
  const size = part.size === undefined ? '' : readableSize(part.size, locale)
  // What is to be read stands in the name, as it is: it can be said to press it.
  const label = fill(texts.download, { name: `${part.name} ${size}`.trim() })
  const { state, open } = useOpening(conversation, part.url)
  if (elsewhere)
    return (
      <a class="file" href={elsewhere} target="_blank" rel="noopener noreferrer nofollow" aria-label={label}>
        <FileName name={part.name} size={size} />
      </a>
    )
  if (part.url !== '' && !isKept(part.url)) return <p class="neutral">{texts.unsupported}</p>
  if (conversation === null || part.url === '')
    return (
      <div class="file">
        <FileName name={part.name} size={size} />
      </div>
    )
  return (
    <>
      <button type="button" class="file" aria-label={label} aria-busy={state === 'busy'} onClick={open}>
        <FileName name={part.name} size={size} />
      </button>
      <p class="trouble" role="status">
        {state === 'failed' && texts.fileGone}
        {state === 'gone' && texts.unsupported}
      </p>
    </>
  )
}

function FileName({ name, size }: { name: string; size: string }) {
  return (
    <>
      <Icon name="file" />
      <span>
        <b dir="auto">{name}</b> {size && <small>{size}</small>}
      </span>
    </>
  )
}
