/** Known by their beginning, never by what somebody says that they are. */
const beginnings: [type: string, at: number, hex: string][] = [
  ['image/png', 0, '89504e470d0a1a0a'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '47494638'],
  ['image/webp', 8, '57454250'],
  ['application/pdf', 0, '255044462d'],
  ['video/mp4', 4, '66747970'],
  ['video/webm', 0, '1a45dfa3'],
]

/**
 * What bytes may be called: by what they are, else text where they are said to be and look like it, else `application/octet-stream`, which no
 * browser runs. Null: a page that came in place of the file, or nothing.
 */
export function typeOf(bytes: Uint8Array, said: string | null): string | null {
  if (bytes.length === 0) return null
  const found = beginnings.find(([, at, hex]) => hexAt(bytes, at, hex.length / 2) === hex)
  if (found) return found[0]
  const start = Buffer.from(bytes.subarray(0, 4_096))
  if (/^\s*<(!doctype\s+html|html)\b/i.test(start.toString())) return null
  const isText = /^text\/(plain|csv)\s*(;|$)/i.test(said ?? '') && !start.includes(0)
  return isText ? 'text/plain' : 'application/octet-stream'
}

const hexAt = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(bytes.subarray(at, at + length)).toString('hex')
