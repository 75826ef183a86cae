import type { Choice, Message, Part } from '@baton/shared/message.ts'
import { textLimit } from '@baton/shared/message.ts'
import type { Attaching } from './attachment.ts'
import { attachment } from './attachment.ts'
import { toCard, withOneDeck } from './cards.ts'
import { choiceOf } from './choices.ts'
import { field, listOf, only, own } from './part.ts'
import { clean, pieces, plainOf, plainOfMail } from './text.ts'

/** A part of a part is seldom deeper than three; a hundred parts are no message. */
const deepest = 6
const mostParts = 100

/** `by` visitor: their text is plain, and a button in their message is what they tapped. */
export type Reading = Attaching & { by: 'visitor' | 'other' }

/**
 * Theirs to ours (vendors/freshchat.md §3): text whole, buttons and dropdowns as choices, carousels as cards, images and files as
 * `attachment` says, anything else as a neutral line.
 */
export function toMessage(parts: unknown[], replies: unknown[], how: Reading): Message {
  const { by } = how
  const plain = by === 'visitor' ? clean : plainOf
  let attachments = 0
  const read = (part: unknown, depth: number): Part[] => {
    const [kind, inside] = only(part)
    if (kind === null) return [unsupported('part')]
    switch (kind) {
      case 'text':
        return isText(inside) ? texts(field(inside, 'content'), plain) : [unsupported(kind)]
      case 'email':
        return [...texts(field(inside, 'subject'), plain), ...texts(field(inside, 'content'), plainOfMail)]
      case 'help_text':
        return orUnsupported(texts(field(inside, 'content'), plain), kind)
      case 'image':
      case 'video':
      case 'file':
        return [attachment(kind, inside, attachments++, how)]
      case 'url_button':
        return [linked(inside)]
      case 'quick_reply_button':
      case 'callback':
        return by === 'visitor' ? texts(field(inside, 'label'), clean) : choices(inside)
      case 'reference':
        return orUnsupported(texts(field(inside, 'label'), plain), kind)
      case 'collection':
        return nested(listOf(inside, 'sub_parts'), kind, depth)
      case 'template_content':
        return template(inside, depth)
      default:
        return [unsupported(kind)]
    }
  }
  const nested = (found: unknown[], kind: string, depth: number): Part[] =>
    depth >= deepest
      ? [unsupported(kind)]
      : orUnsupported(
          found.slice(0, mostParts).flatMap((part) => read(part, depth + 1)),
          kind,
        )
  const template = (inside: unknown, depth: number): Part[] => {
    const sections = listOf(inside, 'sections').map((section) => ({
      name: field(section, 'name'),
      parts: listOf(section, 'parts'),
    }))
    const within = sections.flatMap((section) => section.parts)
    if (depth >= deepest || field(inside, 'type') !== 'carousel_card_default')
      return nested(within, 'template_content', depth)
    const card = toCard(
      sections.map(({ name, parts }) => ({ name, parts: parts.flatMap((one) => read(one, depth + 1)) })),
    )
    return orUnsupported(card, 'template_content')
  }

  const all = [...parts.slice(0, mostParts), ...replies.slice(0, mostParts)].flatMap((part) => read(part, 0))
  const tapped = by === 'visitor' && parts.some((part) => only(part)[0] === 'quick_reply_button')
  return { parts: withOneRow(withOneDeck(tapped ? saidOnce(all) : all)).slice(0, mostParts) }
}

/** Blank ones come without their words too; words in another shape are not to be lost in silence. */
function isText(inside: unknown): boolean {
  const content = own(inside, 'content') ?? ''
  return typeof inside === 'object' && typeof content === 'string'
}

function texts(given: string, plain: (text: string) => string): Part[] {
  const text = plain(given)
  return text.trim() === '' ? [] : limited(text).map((one) => ({ kind: 'text', text: one }))
}

/** Our limit counts code points, of which there are never more than units. */
const limited = (text: string): string[] => (text.length <= textLimit ? [text] : pieces(text, textLimit))

function linked(inside: unknown): Part {
  const url = URL.parse(field(inside, 'url'))
  if (!url || !['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) return unsupported('url_button')
  return { kind: 'link', url: url.href, label: plainOf(field(inside, 'label')).slice(0, 200) || url.href }
}

function choices(inside: unknown): Part[] {
  const choice = choiceOf(inside)
  return choice ? [{ kind: 'choices', choices: [choice] }] : []
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
