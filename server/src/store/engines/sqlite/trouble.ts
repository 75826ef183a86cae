import { StoreTrouble } from '../../store.ts'

/** SQLite's primary result codes (sqlite.org/rescode.html); the extended ones carry them in their low byte. */
const busy = 5
const noMemory = 7
const readOnly = 8
const ioError = 10
const corrupt = 11
const full = 13
const cannotOpen = 14
const notADatabase = 26

/** What SQLite said, when it was SQLite. */
function codeOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

export const isBusy = (error: unknown): boolean => codeOf(error) === busy

/**
 * The disk failed: what SQLite believes to be written may not be there, and asking again does not tell (a second fsync after
 * a failed one may succeed without having written anything). Nothing more may be acknowledged by this process.
 */
export function isFatal(error: unknown): boolean {
  const code = codeOf(error)
  return code === ioError || code === corrupt || code === notADatabase
}

/** The StoreTrouble that it is; null when it is a mistake of ours instead, to be thrown as it is. */
export function troubleOf(error: unknown): StoreTrouble | null {
  if (error instanceof StoreTrouble) return error
  switch (codeOf(error)) {
    case busy:
      return new StoreTrouble('the database is locked by another program', true, error)
    case full:
      return new StoreTrouble('the disk is full', true, error)
    case noMemory:
      return new StoreTrouble('SQLite is out of memory', true, error)
    case readOnly:
    case cannotOpen:
      return new StoreTrouble('the database cannot be written', false, error)
    case ioError:
    case corrupt:
    case notADatabase:
      return new StoreTrouble('the disk or the database file is broken; start again once it is mended', false, error)
    default:
      return null
  }
}
