/** Reading one part of theirs, of which nothing is sure (vendors/freshchat.md §3). */

const known = new Set([
  'text',
  'image',
  'file',
  'video',
  'url_button',
  'quick_reply_button',
  'collection',
  'template_content',
  'callback',
  'reference',
  'email',
  'help_text',
])

/** A part is an object with exactly one key, but samples show more: the first known one counts, else the first. */
export function only(part: unknown): [kind: string | null, inside: unknown] {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return [null, null]
  const filled = Object.entries(part).filter(([, inside]) => inside !== null)
  const found = filled.find(([kind]) => known.has(kind)) ?? filled[0]
  return found ? [found[0].slice(0, 40), found[1]] : [null, null]
}

/** A text; '' when there is none. */
export function field(inside: unknown, name: string): string {
  const value = own(inside, name)
  return typeof value === 'string' ? value : ''
}

export function listOf(inside: unknown, name: string): unknown[] {
  const value = own(inside, name)
  return Array.isArray(value) ? value : []
}

export function own(inside: unknown, name: string): unknown {
  if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return undefined
  return (inside as { [key: string]: unknown })[name]
}
