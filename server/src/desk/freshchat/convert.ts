import type { Choice, Message, Part } from '@baton/shared/message.ts'
import { plainText, textLimit } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { AccountId, ThreadId, VendorId, VendorTime } from '../../conversation/ids.ts'
import { clean, pieces, plainOf } from './text.ts'

export const accountOf = (appId: string): AccountId => `freshchat:${appId}` as AccountId
export const appIdOf = (account: AccountId): string => account.slice('freshchat:'.length)
export const threadRef = (conversationId: string): ThreadId => conversationId as ThreadId
export const vendorId = (id: string): VendorId => id as VendorId

/** Null: not a moment. Freshchat writes ISO-8601 UTC with milliseconds (§1.3). */
export function vendorTime(iso: string | undefined): VendorTime | null {
  // Date.parse alone takes "5" for a moment of 2001.
  const at = iso !== undefined && /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : Number.NaN
  return Number.isNaN(at) ? null : (at as VendorTime)
}

export type VendorPart = { [kind: string]: unknown }

/** Freshchat's own limits are not known (§7, U17); these were never seen refused. */
const partText = 4_000
const partsPerMessage = 10

/** Ours to theirs. Text goes whole; what Freshchat cannot show like that goes as words. A visitor's message fits into one. */
export function toParts(message: Message): VendorPart[] {
  const texts = message.parts.map((part) => (part.kind === 'text' ? part.text : plainText({ parts: [part] })))
  return texts
    .flatMap((text) => pieces(text, partText))
    .filter((text) => text.trim() !== '')
    .map((content) => ({ text: { content } }))
    .slice(0, partsPerMessage)
}

/** A text of any length as the parts of as many messages as it takes. */
export function toManyMessages(text: string): VendorPart[][] {
  const parts = pieces(text, partText).map((content): VendorPart => ({ text: { content } }))
  return Array.from({ length: Math.ceil(parts.length / partsPerMessage) }, (_, n) =>
    parts.slice(n * partsPerMessage, (n + 1) * partsPerMessage),
  )
}

/** All text of a message of theirs, as it was written. */
export function textOf(parts: unknown[] | undefined): string {
  return (parts ?? []).flatMap((part) => contentOf(part) ?? []).join('')
}

function contentOf(part: unknown): string | undefined {
  const parsed = z.object({ text: z.object({ content: z.string() }) }).safeParse(part)
  return parsed.success ? parsed.data.text.content : undefined
}

/** A part of a part is seldom deeper than three; a hundred parts are no message. */
const deepest = 6
const mostParts = 100

/**
 * Theirs to ours: text whole, buttons as choices, files as links (the vendor's addresses expire, and are never loaded by
 * themselves), anything else as a neutral line. `by` visitor: their text is plain.
 */
export function toMessage(parts: unknown[], replies: unknown[], by: 'visitor' | 'other'): Message {
  const read = (part: unknown, depth: number): Part[] => {
    const [kind, inside] = only(part)
    if (kind === null) return [unsupported('part')]
    const plain = by === 'visitor' ? clean : plainOf
    switch (kind) {
      case 'text':
        return texts(field(inside, 'content'), plain)
      case 'email':
        return [...texts(field(inside, 'subject'), plain), ...texts(field(inside, 'content'), plain)]
      case 'image':
        return [linked(inside, 'Image', kind)]
      case 'video':
        return [linked(inside, 'Video', kind)]
      case 'file':
        return [linked(inside, fileName(inside), kind)]
      case 'url_button':
        return [linked(inside, field(inside, 'label'), kind)]
      case 'quick_reply_button':
        return by === 'visitor' ? texts(field(inside, 'label'), clean) : choices(inside)
      case 'callback':
      case 'reference':
        return orUnsupported(texts(field(inside, 'label'), plain), kind)
      case 'collection':
        return nested(inside, 'sub_parts', kind, depth)
      case 'template_content':
        return nested(inside, 'sections', kind, depth)
      // A section of a template: its parts under a name.
      case 'section':
        return nested(inside, 'parts', kind, depth)
      default:
        return [unsupported(kind)]
    }
  }
  const nested = (inside: unknown, list: string, kind: string, depth: number): Part[] => {
    const found = list === 'sections' ? listOf(inside, list).map((section) => ({ section })) : listOf(inside, list)
    if (depth >= deepest) return [unsupported(kind)]
    return orUnsupported(
      found.flatMap((part) => read(part, depth + 1)),
      kind,
    )
  }
  const all = [...parts.slice(0, mostParts), ...replies.slice(0, mostParts)].flatMap((part) => read(part, 0))
  const tapped = by === 'visitor' && parts.some((part) => only(part)[0] === 'quick_reply_button')
  return { parts: withOneRow(tapped ? saidOnce(all) : all).slice(0, mostParts) }
}

/** A part is an object with exactly one key, but samples show more: the first known one counts (§3). */
function only(part: unknown): [kind: string | null, inside: unknown] {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return [null, null]
  const [first] = Object.entries(part).filter(([, inside]) => inside !== null)
  return first ? [first[0].slice(0, 40), first[1]] : [null, null]
}

function texts(given: string, plain: (text: string) => string): Part[] {
  const text = plain(given)
  return text.trim() === '' ? [] : limited(text).map((one) => ({ kind: 'text', text: one }))
}

/** Our limit counts code points, of which there are never more than units. */
const limited = (text: string): string[] => (text.length <= textLimit ? [text] : pieces(text, textLimit))

function linked(inside: unknown, label: string, kind: string): Part {
  const url = URL.parse(field(inside, 'url'))
  if (!url || !['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) return unsupported(kind)
  return { kind: 'link', url: url.href, label: plainOf(label).slice(0, 200) || url.href }
}

/** Names may come without their ending (§5.9). */
function fileName(inside: unknown): string {
  const name = field(inside, 'name') || 'File'
  const ending = field(inside, 'file_extension').replace(/^\./, '')
  return ending === '' || name.toLowerCase().endsWith(`.${ending.toLowerCase()}`) ? name : `${name}.${ending}`
}

function choices(inside: unknown): Part[] {
  const label = plainOf(field(inside, 'label')).slice(0, 200)
  const id = field(inside, 'payload') || field(inside, 'custom_reply_text') || label
  return label === '' ? [] : [{ kind: 'choices', choices: [{ id: id.slice(0, 200), label }] }]
}

/** Buttons that came one by one are one row of choices, each with an id of its own. */
function withOneRow(parts: Part[]): Part[] {
  const row: Choice[] = []
  for (const part of parts) {
    if (part.kind !== 'choices') continue
    for (const choice of part.choices) {
      const taken = row.some((other) => other.id === choice.id)
      if (!row.some((other) => other.label === choice.label)) row.push(taken ? { ...choice, id: choice.label } : choice)
    }
  }
  const others = parts.filter((part) => part.kind !== 'choices')
  return row.length === 0 ? others : [...others, { kind: 'choices', choices: row }]
}

/** A tap comes as the words and as the button (§3). */
const saidOnce = (parts: Part[]): Part[] =>
  parts.filter(
    (part, n) =>
      part.kind !== 'text' || parts.findIndex((other) => other.kind === 'text' && other.text === part.text) === n,
  )

const orUnsupported = (parts: Part[], kind: string): Part[] => (parts.length > 0 ? parts : [unsupported(kind)])
const unsupported = (what: string): Part => ({ kind: 'unsupported', what })

function field(inside: unknown, name: string): string {
  if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return ''
  const value = (inside as { [key: string]: unknown })[name]
  return typeof value === 'string' ? value : ''
}

function listOf(inside: unknown, name: string): unknown[] {
  if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return []
  const value = (inside as { [key: string]: unknown })[name]
  return Array.isArray(value) ? value.slice(0, mostParts) : []
}
