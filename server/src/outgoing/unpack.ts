import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'

const unpackers = new Map([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
])

/** The content of an answer, at most `limit` bytes after unpacking: a few packed bytes can hold a gigabyte. */
export async function unpack(
  packed: Uint8Array,
  encoding: string | null,
  limit: number,
): Promise<Uint8Array | 'too-large' | 'bad-encoding'> {
  const name = encoding?.trim().toLowerCase() ?? ''
  if (name === '' || name === 'identity') return packed
  const unpacker = unpackers.get(name)
  if (!unpacker) return 'bad-encoding'
  if (packed.length === 0) return packed
  try {
    return await unpacker(packed, { maxOutputLength: limit })
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'bad-encoding'
  }
}
