import { createHash } from 'node:crypto'
import type { Card, Choice, Part } from '@baton/shared/message.ts'
import { z } from 'zod'
import type { Keeps } from './file-hosts.ts'
import { clean } from './text.ts'

const mostElements = 100
export const labelLength = 200
const unnamed = 'Image'

const image = z.object({ url: z.string(), name: z.string().optional().catch(undefined) })
const button = z.object({
  text: z.string().min(1),
  type: z.string().optional().catch(undefined),
  value: z.string().optional().catch(undefined),
  postback_id: z.string().min(1).optional().catch(undefined),
})
const element = z.object({
  title: z.string().optional().catch(undefined),
  subtitle: z.string().optional().catch(undefined),
  image: image.optional().catch(undefined),
  buttons: z.array(z.unknown()).catch([]),
})
export type Button = z.infer<typeof button>

/** One element as we show it: `choices` are its own buttons that can be tapped, each with an id of its own in the whole message. */
export type RichElement = {
  words: string[]
  picture: (Part & { kind: 'link' }) | null
  links: Part[]
  choices: { choice: Choice; button: Button }[]
}

/**
 * Cards, quick replies and stickers (vendors/livechat.md §6.1). Links and telephone numbers are links; everything else that can be tapped, of
 * a known type or not, is a choice, since its words are what LiveChat's own widget would say.
 */
export function richElements(given: unknown[]): RichElement[] {
  const ids = new Set<string>()
  return given.slice(0, mostElements).flatMap((one): RichElement[] => {
    const { data } = element.safeParse(one)
    if (!data) return []
    const buttons = data.buttons.slice(0, mostElements).flatMap((each) => button.safeParse(each).data ?? [])
    const choices: RichElement['choices'] = []
    for (const each of buttons.filter((other) => !linkOf(other))) {
      const label = clean(each.text).trim().slice(0, labelLength)
      if (label === '' || choices.some(({ choice }) => choice.label === label)) continue
      const id = ownId(each.postback_id === undefined ? label : nameOf(each.postback_id), ids)
      choices.push({ choice: { id, label }, button: each })
    }
    const words = [data.title, data.subtitle].map((text) => clean(text ?? '').trim()).filter((text) => text !== '')
    const picture = data.image ? linked(data.image.url, data.image.name ?? unnamed) : null
    const links = buttons.flatMap((each) => linkOf(each) ?? [])
    const isBare = words.length + links.length + choices.length === 0 && picture === null
    return isBare ? [] : [{ words, picture, links, choices }]
  })
}

/**
 * Several cards are cards, each with its own buttons; anything else is read from top to bottom. A picture that Baton does not keep is a link:
 * a vendor's address is never loaded by itself.
 */
export function richParts(given: unknown[], texts: (text: string) => Part[], keeps: Keeps): Part[] {
  const elements = richElements(given)
  if (elements.length > 1 && elements.some(({ choices, links }) => choices.length + links.length > 0))
    return [{ kind: 'cards', cards: elements.map((one) => cardOf(one, keeps)) }]
  const row = elements.flatMap(({ choices }) => choices.map(({ choice }) => choice))
  const parts = elements.flatMap(({ words, picture, links }) => [
    ...texts(words.join('\n')),
    ...(picture ? [pictureOf(picture, keeps)] : []),
    ...links,
  ])
  return row.length > 0 ? [...parts, { kind: 'choices', choices: row }] : parts
}

const pictureOf = ({ url, label }: Part & { kind: 'link' }, keeps: Keeps): Part =>
  keeps(url) ? { kind: 'image', url, ...(label !== unnamed && { alt: label }) } : { kind: 'link', url, label }

function cardOf({ words, picture, links, choices }: RichElement, keeps: Keeps): Card {
  const [title = '', ...more] = words
  const image = picture && keeps(picture.url) ? picture : null
  const all = [...(picture && !image ? [picture] : []), ...links].flatMap((part) =>
    part.kind === 'link' ? [{ url: part.url, label: part.label }] : [],
  )
  return {
    title: title === '' ? (all[0]?.label ?? choices[0]?.choice.label ?? '…') : title,
    ...(more.length > 0 && { text: more.join('\n') }),
    ...(image && { image: image.url }),
    ...(all.length > 0 && { links: all }),
    ...(choices.length > 0 && { choices: choices.map(({ choice }) => choice) }),
  }
}

/** A postback is between the vendor and whoever made the button: the visitor's browser gets a name for it (taps.ts finds it again). */
export const nameOf = (postback: string): string =>
  createHash('sha256').update(postback).digest('base64url').slice(0, 16)

/** Two cards may offer the same button. */
function ownId(wanted: string, taken: Set<string>): string {
  let id = wanted
  for (let n = 2; taken.has(id); n++) id = `${wanted}~${n}`
  taken.add(id)
  return id
}

function linkOf({ type, value, text }: Button): Part | null {
  if (type !== 'url' && type !== 'webview' && type !== 'phone') return null
  const phone = type === 'phone' && value !== undefined && !value.startsWith('tel:')
  return linked(phone ? `tel:${value.replace(/[^\d+]/g, '')}` : value, text) ?? unsupported('button')
}

export function linked(given: string | undefined, label: string): (Part & { kind: 'link' }) | null {
  const url = given === undefined ? null : URL.parse(given)
  if (!url || !['https:', 'http:', 'mailto:', 'tel:'].includes(url.protocol)) return null
  return { kind: 'link', url: url.href, label: clean(label).trim().slice(0, labelLength) || url.href }
}

export const unsupported = (what: string): Part => ({ kind: 'unsupported', what: what.slice(0, 60) })
