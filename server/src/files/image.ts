import type { Ms } from '@baton/shared/ids.ts'
import type { Metadata, Sharp, SharpOptions } from 'sharp'
import { fileBytes } from '../file-limits.ts'
import type { ImageType } from './file-type.ts'

export type CleanImage = { bytes: Uint8Array; width: number; height: number }

export const mostPixels = 25_000_000
export const mostFrames = 100
/** Of all frames together: a hundred of the largest would keep a core busy for minutes, and these take three seconds. */
export const mostPixelsOfFrames = 50_000_000
const patience: Ms = 20_000

/** With less and less quality, as far as it must be to stay below the limit of a file. */
const ways: { [T in ImageType]: ((image: Sharp, was: Metadata) => Sharp)[] } = {
  'image/jpeg': [85, 70, 50].map((quality) => (image) => image.jpeg({ quality })),
  'image/webp': [85, 70, 50].map((quality) => (image) => image.webp({ quality, effort: 2 })),
  'image/png': [
    (image, was) => image.png(was.isPalette ? { palette: true } : {}),
    (image) => image.png({ palette: true, effort: 3 }),
  ],
  'image/gif': [(image) => image.gif({ effort: 3 }), (image) => image.gif({ effort: 3, colours: 64, reuse: false })],
}
const formats: { [T in ImageType]: string } = {
  ...{ 'image/jpeg': 'jpeg', 'image/webp': 'webp', 'image/png': 'png', 'image/gif': 'gif' },
}

/**
 * The same picture, drawn anew: whatever else stood in the file (place, camera, thumbnails, a second file behind it) is gone, and it
 * stands upright. Its header is judged before anything is decoded.
 */
export function cleanImage(bytes: Uint8Array, type: ImageType): Promise<CleanImage | 'tooLarge' | 'fileType'> {
  return alone(async () => {
    const sharp = await load()
    const was = await header(() => sharp(bytes, { limitInputPixels: false, failOn: 'error' }).metadata())
    if (!was || was.format !== formats[type]) return 'fileType'
    const frames = was.pages ?? 1
    const pixels = was.width * (was.pageHeight ?? was.height)
    if (pixels > mostPixels || frames > mostFrames || pixels * frames > mostPixelsOfFrames) return 'tooLarge'

    const options: SharpOptions = { failOn: 'error', limitInputPixels: mostPixelsOfFrames, animated: frames > 1 }
    for (const way of ways[type]) {
      const image = sharp(bytes, options).timeout({ seconds: patience / 1_000 })
      const drawn = await draw(way(frames > 1 ? image : image.autoOrient(), was))
      if (typeof drawn === 'string') return drawn
      if (drawn.bytes.length <= fileBytes) return drawn
    }
    return 'tooLarge'
  })
}

async function draw(image: Sharp): Promise<CleanImage | 'tooLarge' | 'fileType'> {
  try {
    const { data, info } = await image.toBuffer({ resolveWithObject: true })
    return { bytes: data, width: info.width, height: info.pageHeight ?? info.height }
  } catch (error) {
    // All that it throws is about the picture: cut, damaged, or not what it says.
    return error instanceof Error && error.message.includes('timeout') ? 'tooLarge' : 'fileType'
  }
}

async function header(read: () => Promise<Metadata>): Promise<Metadata | null> {
  try {
    return await read()
  } catch {
    return null
  }
}

let last: Promise<unknown> = Promise.resolve()
/** One picture at a time: drawn, the largest takes 250 MB. */
function alone<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work, work)
  last = mine.catch(() => {})
  return mine
}

let loaded: Promise<typeof import('sharp')['default']> | undefined
/** With the first picture, since it takes 25 MB. */
function load(): Promise<typeof import('sharp')['default']> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    // Readers for other formats are never needed, and each is more code for strangers to try.
    sharp.block({ operation: ['VipsForeignLoad'] })
    sharp.unblock({
      operation: ['Png', 'Jpeg', 'Nsgif', 'Webp'].map((format) => `VipsForeignLoad${format}`),
    })
    return sharp
  })
  loaded.catch(() => {
    loaded = undefined
  })
  return loaded
}
