import type { IncomingMessage } from 'node:http'
import type { FileId, Ms, VisitorId } from '@baton/shared/ids.ts'
import type { Clock } from '../clock.ts'

/** Bytes of bodies under way that this process holds at most, since each lies in memory until it is kept. */
const bytesAtOnce = 64 * 1_048_576
/** A page sends its files one after the other; a second tab may, too. */
const ofVisitorAtOnce = 3
/** Longer without a byte, and nobody is there any more. */
const silence: Ms = 15_000

export interface Uploads {
  /** Makes room for a body; null: not now, for this file is coming already, or too much is. Give it back with what is answered. */
  begin(file: FileId, visitor: VisitorId, size: number): (() => void) | null
}

export function createUploads(): Uploads {
  const files = new Set<FileId>()
  const visitors = new Map<VisitorId, number>()
  let held = 0
  return {
    begin(file, visitor, size) {
      const theirs = visitors.get(visitor) ?? 0
      if (files.has(file) || theirs >= ofVisitorAtOnce || held + size > bytesAtOnce) return null
      files.add(file)
      visitors.set(visitor, theirs + 1)
      held += size
      return () => {
        files.delete(file)
        held -= size
        const left = (visitors.get(visitor) ?? 1) - 1
        if (left > 0) visitors.set(visitor, left)
        else visitors.delete(visitor)
      }
    },
  }
}

/** The whole body; cut: the other side went away · tooLarge: it is more, whatever its head said, and the rest was not taken. */
export function bodyOf(
  request: IncomingMessage,
  limit: number,
  clock: Pick<Clock, 'after'>,
): Promise<Uint8Array | 'tooLarge' | 'cut'> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return Promise.resolve('tooLarge')
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = []
    let size = 0
    let stop = clock.after(silence, () => request.destroy())
    const end = (result: Uint8Array | 'tooLarge' | 'cut') => {
      stop()
      request.off('data', take)
      resolve(result)
    }
    const take = (chunk: Uint8Array) => {
      stop()
      stop = clock.after(silence, () => request.destroy())
      size += chunk.length
      if (size > limit) return end('tooLarge')
      chunks.push(chunk)
    }
    request.on('data', take)
    request.on('end', () => end(Buffer.concat(chunks)))
    request.on('error', () => end('cut'))
    request.on('close', () => end('cut'))
  })
}
