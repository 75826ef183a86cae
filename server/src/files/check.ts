import { fileBytes } from '../file-limits.ts'
import { extensionFor, fits, isImage, takenFrom, typeByExtension, typeOf } from './file-type.ts'
import type { FileRefusal } from './files.ts'
import { cleanImage } from './image.ts'
import { cleanName, extensionOf, renamed } from './names.ts'
import type { Scan } from './scanner.ts'

/** A file that may be kept, as it may be kept. */
export type Checked = { bytes: Uint8Array; name: string; type: string; width: number | null; height: number | null }

/** What a file says that it is, its bytes, the scanner: all must agree; then a picture is drawn anew. `later`: the scanner is out. */
export type Check = (
  bytes: Uint8Array,
  name: string,
  from: 'visitor' | 'desk',
) => Promise<Checked | { refused: FileRefusal } | 'later'>

export function createCheck(scan: Scan): Check {
  return async (bytes, said, from) => {
    if (bytes.length > fileBytes) return { refused: 'tooLarge' }
    const type = typeOf(bytes)
    const name = type && nameFor(said, type, from)
    if (!type || !name || !takenFrom(from, type)) return { refused: 'fileType' }
    const found = await scan(bytes, type, name)
    if (found === 'out') return 'later'
    if (found === 'dirty') return { refused: 'fileType' }
    if (!isImage(type)) return { bytes, name, type, width: null, height: null }
    const image = await cleanImage(bytes, type)
    return typeof image === 'string' ? { refused: image } : { ...image, name, type }
  }
}

/** Null: it is not what its name says. Desks drop names and rename pictures as they please, so theirs follows the bytes. */
function nameFor(said: string, type: NonNullable<ReturnType<typeof typeOf>>, from: 'visitor' | 'desk'): string | null {
  const name = cleanName(said)
  const extension = extensionOf(name)
  if (fits(type, extension)) return name
  if (from === 'visitor') return null
  const called = typeByExtension(extension)
  if (extension === '') return `${name || 'file'}.${extensionFor(type)}`
  return isImage(type) && called !== null && isImage(called) ? renamed(name, extensionFor(type)) : null
}
