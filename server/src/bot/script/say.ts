import type { Choice, Message, Part } from '@baton/shared/message.ts'

/** Words in one language for all, or by language. */
export type Words = string | { [language: string]: string }

/** One message of a say. */
export type Item =
  | { kind: 'text'; text: Words }
  | { kind: 'image'; url: string; alt: Words | null }
  | { kind: 'link'; url: string; label: Words }

export type Offer = { id: string; label: Words }

/** The visitor's language, else one that is like it, else the file's, else the first that is there. */
export function inLanguage(words: Words, language: string, fallback: string): string {
  if (typeof words === 'string') return words
  const byTag = new Map(Object.entries(words).map(([tag, text]) => [tag.toLowerCase(), text]))
  for (const wanted of [language, fallback]) {
    for (let tag = wanted.toLowerCase(); tag !== ''; tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')))) {
      const text = byTag.get(tag)
      if (text !== undefined) return text
    }
  }
  return Object.values(words)[0] ?? ''
}

/** Each item is a message of its own; the choices stand below the last. */
export function messagesOf(items: readonly Item[], offers: readonly Offer[], say: (words: Words) => string): Message[] {
  const messages: Message[] = items.map((item) => ({ parts: [partOf(item, say)] }))
  if (offers.length === 0) return messages
  const choices: Choice[] = offers.map(({ id, label }) => ({ id, label: say(label) }))
  const last = messages.at(-1)
  if (last) last.parts.push({ kind: 'choices', choices })
  else messages.push({ parts: [{ kind: 'choices', choices }] })
  return messages
}

function partOf(item: Item, say: (words: Words) => string): Part {
  switch (item.kind) {
    case 'text':
      return { kind: 'text', text: say(item.text) }
    case 'image':
      return { kind: 'image', url: item.url, ...(item.alt === null ? {} : { alt: say(item.alt) }) }
    case 'link':
      return { kind: 'link', url: item.url, label: say(item.label) }
  }
}
