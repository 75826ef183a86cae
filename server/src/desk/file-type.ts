/** What a browser may be told that bytes are: known by their beginning, never by what somebody says that they are. */
const beginnings: [type: string, at: number, bytes: string][] = [
  ['image/png', 0, '89504e470d0a1a0a'],
  ['image/jpeg', 0, 'ffd8ff'],
  ['image/gif', 0, '47494638'],
  ['image/webp', 8, '57454250'],
  ['application/pdf', 0, '255044462d'],
  ['video/mp4', 4, '66747970'],
  ['video/webm', 0, '1a45dfa3'],
  ['audio/mpeg', 0, '494433'],
  ['audio/ogg', 0, '4f676753'],
  ['audio/wav', 8, '57415645'],
]

/** Office files and other archives all begin like a zip; their own name for it is fine, since no browser runs one. */
const zip = '504b0304'
const archived = /^application\/(zip|vnd\.(openxmlformats-officedocument|oasis\.opendocument)\.[a-z.-]{1,80})$/

/**
 * The type under which a file may be kept and served. Anything that a browser might run, or that is not what it is said to be, is
 * `application/octet-stream`, which is only ever saved. Null: it is no file but a page that came in its place, or empty.
 */
export function safeType(bytes: Uint8Array, said: string | null, name: string | undefined): string | null {
  if (bytes.length === 0) return null
  const type = (said ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const hex = (at: number, length: number) => Buffer.from(bytes.subarray(at, at + length)).toString('hex')
  const found = beginnings.find(([, at, begin]) => hex(at, begin.length / 2) === begin)
  if (found) return found[0]
  if (hex(0, 4) === zip && archived.test(type)) return type
  const page =
    type === 'text/html' || /^\s*<(!doctype html|html)\b/i.test(Buffer.from(bytes.subarray(0, 200)).toString())
  if (page && !/\.html?$/i.test(name ?? '')) return null
  if (!page && (type === 'text/plain' || type === 'text/csv') && !bytes.subarray(0, 4_096).includes(0)) return type
  return 'application/octet-stream'
}

/** The last piece of an address, when it reads like a file's name. */
export function nameIn(url: URL): string | undefined {
  const last = url.pathname.split('/').at(-1) ?? ''
  try {
    const name = decodeURIComponent(last)
    return /^[^/\\\p{Cc}]{1,120}\.[A-Za-z0-9]{1,8}$/u.test(name) ? name : undefined
  } catch {
    return undefined
  }
}
