/** What a file really is, by its first bytes: all that is taken, and nothing that a browser or an office would run. */
export type FileType = ImageType | 'application/pdf' | 'text/plain' | VideoType
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
type VideoType = 'video/mp4' | 'video/webm'

/** The first is the one that a file is given when its name has none. */
const extensions: { readonly [T in FileType]: readonly [string, ...string[]] } = {
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jfif'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log'],
  'video/mp4': ['mp4', 'm4v'],
  'video/webm': ['webm'],
}

export const isImage = (type: string): type is ImageType => type.startsWith('image/')
export const extensionFor = (type: FileType): string => extensions[type][0]
export const fits = (type: FileType, extension: string): boolean => extensions[type].includes(extension)
export const typeByExtension = (extension: string): FileType | null =>
  (Object.keys(extensions) as FileType[]).find((type) => fits(type, extension)) ?? null

/** Of visitors and desks alike, but for videos, which agents record to show how something is done. */
export const takenFrom = (from: 'visitor' | 'desk', type: FileType): boolean =>
  from === 'desk' || !type.startsWith('video/')

/** Null: none of those that are taken. */
export function typeOf(bytes: Uint8Array): FileType | null {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  // Readers find a PDF anywhere in the first kilobyte; what stands before it there would be something else to others.
  if (/^%PDF-[12]\.\d/.test(head)) return 'application/pdf'
  if (head.slice(4, 8) === 'ftyp') return videoBrands.test(head.slice(8, 12)) ? 'video/mp4' : null
  if (head.startsWith('\x1a\x45\xdf\xa3')) return head.includes('\x42\x82\x84webm') ? 'video/webm' : null
  return isPlainText(bytes) ? 'text/plain' : null
}

/** Films in the same box as pictures (HEIC, AVIF), sound and QuickTime: only films that every browser shows. */
const videoBrands = /^(isom|iso[2-9]|mp4[12]|avc1|dash|mmp4|M4V |MSNV|3gp[4-6])$/

const strict = new TextDecoder('utf-8', { fatal: true })
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/
/** What others would take for more than text by how it begins. */
const markup = /^[\s\ufeff]*(<[!?/a-z]|%!|\{\\rtf|#!|MIME-Version:|From:? )/i

function isPlainText(bytes: Uint8Array): boolean {
  try {
    const text = strict.decode(bytes)
    return text.length > 0 && !control.test(text) && !markup.test(text)
  } catch {
    return false
  }
}
