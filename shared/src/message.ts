/**
 * One message: its parts in the order in which they are read.
 * Text of bots and agents may use a small Markdown subset (bold, italic, code, links, lists), rendered to nodes and never
 * to HTML; a visitor's text is plain, whatever it holds.
 */
export type Message = { parts: Part[] }

export type Part =
  | { kind: 'text'; text: string }
  /** `url` is https, or the path `/files/<FileId>` of one that we keep: it is had by a link of its own (`fileLink`). `alt`: its words or its name. */
  | { kind: 'image'; url: string; alt?: string; width?: number; height?: number }
  | { kind: 'file'; url: string; name: string; type?: string; size?: number }
  /** `url` has one of the schemes https, http, mailto, tel. */
  | { kind: 'link'; url: string; label: string }
  | { kind: 'choices'; choices: Choice[] }
  | { kind: 'cards'; cards: Card[] }
  | { kind: 'form'; id: string; fields: Field[]; submit?: string }
  /** A part of a vendor that Baton does not know; shown as a neutral line, never as nothing. `what` is for owners. */
  | { kind: 'unsupported'; what: string }

/** A quick reply. The visitor sees `label`; `id` goes back to whoever offered it. */
export type Choice = { id: string; label: string }
export type Card = {
  title: string
  text?: string
  image?: string
  links?: { url: string; label: string }[]
  choices?: Choice[]
}
export type Field = {
  id: string
  label: string
  type: 'text' | 'email' | 'multiline' | 'choice'
  required?: boolean
  options?: Choice[]
}

/** Limit of one text, in code points (design.md §9). */
export const textLimit = 8_000

/** A message of a single text. */
export const textMessage = (text: string): Message => ({ parts: [{ kind: 'text', text }] })

/** What a message says in words, one line a part: for transcripts, previews and announcements. */
export function plainText(message: Message): string {
  return message.parts
    .map(partText)
    .filter((line) => line !== '')
    .join('\n')
}

/** One of ours: its path opens nothing by itself, and tells a reader nothing. */
export const isKept = (url: string): boolean => url.startsWith('/files/')

function partText(part: Part): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'image':
      return isKept(part.url) ? `[${part.alt ?? 'image'}]` : part.alt ? `${part.alt} ${part.url}` : part.url
    case 'file':
      return isKept(part.url) ? `[${part.name}]` : `${part.name} ${part.url}`
    case 'link':
      return part.label === part.url ? part.url : `${part.label} ${part.url}`
    case 'choices':
      return part.choices.map((choice) => `[${choice.label}]`).join(' ')
    case 'cards':
      return part.cards.map((card) => [card.title, card.text].filter(Boolean).join(': ')).join('\n')
    case 'form':
      return part.fields.map((field) => field.label).join(', ')
    case 'unsupported':
      return ''
  }
}
