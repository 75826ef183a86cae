import { type Message, plainText } from '@baton/shared/message.ts'

/** What a message of the visitor's is recognised by. Attachments get another address and another name on their way. */
export const printOf = (message: Message): string =>
  fingerprint(
    plainText({
      parts: message.parts.map((part) =>
        part.kind === 'image' || part.kind === 'file' ? { kind: 'text', text: '\u0001' } : part,
      ),
    }),
  )

/**
 * A short name for a text, to recognise our own words when the desk sends them back before it has answered. Runs of white
 * space count as one blank, since desks trim. Not for security.
 */
export function fingerprint(text: string): string {
  const plain = text.normalize('NFC').replace(/\s+/gu, ' ').trim()
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < plain.length; i++) {
    const unit = plain.charCodeAt(i)
    a = Math.imul(a ^ unit, 2654435761)
    b = Math.imul(b ^ unit, 1597334677)
  }
  return `${plain.length}.${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}
