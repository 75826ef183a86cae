import type { FileId } from '@baton/shared/ids.ts'
import type { Card, Message, Part } from '@baton/shared/message.ts'
import type { FileSource } from '../store/store.ts'
import { fileIn, pathOf } from './links.ts'
import { cleanName } from './names.ts'

export type Found = { id: FileId; name: string; source: FileSource }

/** More than a person attaches to one message; the rest would be a flood. */
const mostFiles = 20

/**
 * A message of a desk with paths of our own in place of the desk's addresses, and what stands behind them. `idOf` names the file at
 * a place within the message.
 */
export function adopted(
  message: Message,
  allowed: boolean,
  idOf: (place: string) => FileId,
): { message: Message; found: Found[] } {
  const found: Found[] = []

  /** Our own path, or null where there is to be none. */
  function take(url: string, name: string | null, place: string): string | null {
    if (fileIn(url) !== null) return url
    if (!allowed || found.length >= mostFiles) return null
    const id = idOf(place)
    found.push({ id, name: cleanName(name ?? ''), source: { url, name } })
    return pathOf(id)
  }

  function card(one: Card, place: string): Card {
    const { image, ...rest } = one
    const url = image === undefined ? null : take(image, null, place)
    return url === null ? rest : { ...rest, image: url }
  }

  const parts = message.parts.map((part, at): Part => {
    switch (part.kind) {
      case 'image': {
        const url = take(part.url, null, String(at))
        return url === null ? { kind: 'unsupported', what: 'image' } : { ...part, url }
      }
      case 'file': {
        const url = take(part.url, part.name, String(at))
        return url === null
          ? { kind: 'unsupported', what: 'file' }
          : { ...part, url, name: cleanName(part.name) || 'file' }
      }
      case 'cards':
        return { ...part, cards: part.cards.map((one, n) => card(one, `${at}.${n}`)) }
      default:
        return part
    }
  })
  return { message: { ...message, parts }, found }
}
