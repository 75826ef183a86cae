import type { Card, Part } from '@baton/shared/message.ts'

export type Section = { name: string; parts: Part[] }

/** No carousel that was seen holds more. */
const mostCards = 20

/**
 * One card of a carousel (vendors/freshchat.md §3) from its sections, whose parts were read already. The first image that Baton keeps is
 * its picture; what else it keeps comes behind the card, since a link would tell the vendor's address. Empty: there is nothing in it.
 */
export function toCard(sections: Section[]): Part[] {
  const all = sections.flatMap((section) => section.parts)
  const title = textIn(sections.filter(({ name }) => name === 'title'))
  const text = textIn(sections.filter(({ name }) => name !== 'title'))
  const links = all.flatMap((part) => (part.kind === 'link' ? [{ url: part.url, label: part.label }] : []))
  const choices = all.flatMap((part) => (part.kind === 'choices' ? part.choices : []))
  const kept = all.filter((part) => part.kind === 'image' || part.kind === 'file')
  const head = title || text || links[0]?.label || choices[0]?.label
  if (!head) return kept
  const image = kept.find((part) => part.kind === 'image')
  const card: Card = {
    title: head.slice(0, 200),
    ...(text !== '' && text !== head && { text }),
    ...(image && { image: image.url }),
    ...(links.length > 0 && { links }),
    ...(choices.length > 0 && { choices }),
  }
  return [{ kind: 'cards', cards: [card] }, ...kept.filter((part) => part !== image)]
}

const textIn = (sections: Section[]): string =>
  sections
    .flatMap(({ parts }) => parts)
    .flatMap((part) => (part.kind === 'text' ? [part.text] : []))
    .join('\n')

/** Cards that came one by one are one row of them. */
export function withOneDeck(parts: Part[]): Part[] {
  const joined: Part[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (part.kind === 'cards' && last?.kind === 'cards') last.cards = [...last.cards, ...part.cards].slice(0, mostCards)
    else joined.push(part.kind === 'cards' ? { ...part } : part)
  }
  return joined
}
