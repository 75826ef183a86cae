import type { Card, Part } from '@baton/shared/message.ts'

export type Section = { name: string; parts: Part[] }

/** No carousel that was seen holds more. */
const mostCards = 20

/**
 * One card of a carousel (vendors/freshchat.md §3) from its sections, whose parts were read already. Its picture is a link, since
 * vendor's addresses are never loaded by themselves. Null: there is nothing in it.
 */
export function toCard(sections: Section[]): (Part & { kind: 'cards' }) | null {
  const all = sections.flatMap((section) => section.parts)
  const title = textIn(sections.filter(({ name }) => name === 'title'))
  const text = textIn(sections.filter(({ name }) => name !== 'title'))
  const links = all.flatMap((part) =>
    part.kind === 'link'
      ? [{ url: part.url, label: part.label }]
      : part.kind === 'image' || part.kind === 'file'
        ? [{ url: part.url, label: part.kind === 'file' ? part.name : 'Image' }]
        : [],
  )
  const choices = all.flatMap((part) => (part.kind === 'choices' ? part.choices : []))
  const head = title || text || links[0]?.label || choices[0]?.label
  if (!head) return null
  const card: Card = {
    title: head.slice(0, 200),
    ...(text !== '' && text !== head && { text }),
    ...(links.length > 0 && { links }),
    ...(choices.length > 0 && { choices }),
  }
  return { kind: 'cards', cards: [card] }
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
