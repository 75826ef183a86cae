import { type Message, type Part, plainText } from '@baton/shared/message.ts'
import type { Texts } from './texts/en.ts'

/** What a message says in words. */
export function messageText(message: Message, texts: Texts): string {
  return (
    message.parts
      .map((part) => partText(part, texts))
      .filter(Boolean)
      .join('\n') || texts.unsupported
  )
}

/** A path of our own opens nothing, so it is told to nobody. */
export function partText(part: Part, texts: Texts): string {
  if (part.kind === 'file' && !isElsewhere(part.url)) return part.name
  if (part.kind === 'image' && !isElsewhere(part.url)) return part.alt || texts.image
  return plainText({ parts: [part] })
}

const isElsewhere = (url: string) => /^https:/i.test(url)
