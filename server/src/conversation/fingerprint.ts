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
