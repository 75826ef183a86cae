import type { Part } from '@baton/shared/message.ts'
import { field, listOf, only, own } from './part.ts'
import { plainOf } from './text.ts'

/**
 * What becomes of images, files and videos. `keeps`: Baton fetches and serves them itself (`Desk.file`), so they are told as what they
 * are; else they are links, since those addresses expire and are never loaded by themselves.
 * `ref` names one by its place, since its address may not be there yet (trap 5.9), or may have expired (trap 5.10).
 */
export type Attaching = { keeps: boolean; ref: (n: number, url: string | null) => string }

type Kind = 'image' | 'video' | 'file'

/** `n`: its place among the message's attachments. */
export function attachment(kind: Kind, inside: unknown, n: number, how: Attaching): Part {
  const given = field(inside, 'url')
  const url = URL.parse(given)
  if (given !== '' && url?.protocol !== 'https:' && url?.protocol !== 'http:')
    return { kind: 'unsupported', what: kind }
  if (!how.keeps)
    return url ? { kind: 'link', url: url.href, label: nameOf(kind, inside) } : { kind: 'unsupported', what: kind }
  const address = how.ref(n, url?.href ?? null)
  const type = typeOf(inside)
  // An image may come as a file: its type decides (§3).
  if (kind === 'image' || type.startsWith('image/')) return { kind: 'image', url: address }
  const size = own(inside, 'file_size_in_bytes')
  return {
    kind: 'file',
    url: address,
    name: nameOf(kind, inside),
    ...(type !== '' && { type }),
    ...(typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 && { size }),
  }
}

/** All attachments of a message, in the order in which they are read. */
export function attachmentsOf(parts: unknown[] | undefined, depth = 0): unknown[] {
  return (parts ?? []).flatMap((part) => {
    const [kind, inside] = only(part)
    switch (kind) {
      case 'image':
      case 'video':
      case 'file':
        return [inside]
      case 'collection':
        return depth < 6 ? attachmentsOf(listOf(inside, 'sub_parts'), depth + 1) : []
      case 'template_content':
        return depth < 6
          ? attachmentsOf(
              listOf(inside, 'sections').flatMap((section) => listOf(section, 'parts')),
              depth + 1,
            )
          : []
      default:
        return []
    }
  })
}

export const addressOf = (inside: unknown): string | null => field(inside, 'url') || null

/** Names may come without their ending (trap 5.9). */
function nameOf(kind: Kind, inside: unknown): string {
  const given = plainOf(field(inside, 'name')).replace(/\s+/g, ' ').trim()
  const name = given || (kind === 'image' ? 'Image' : kind === 'video' ? 'Video' : 'File')
  const ending = field(inside, 'file_extension').replace(/^\./, '')
  const whole = ending === '' || name.toLowerCase().endsWith(`.${ending.toLowerCase()}`) ? name : `${name}.${ending}`
  return whole.slice(0, 200)
}

/** Both spellings were seen (§3). */
const typeOf = (inside: unknown): string =>
  (field(inside, 'content_type') || field(inside, 'contentType')).toLowerCase().slice(0, 100)
