import { StoreTrouble } from '../../store.ts'

/** SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html), or Node's code where no answer came. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

export const divisionByZero = '22012'
/** Two changes got into each other's way and PostgreSQL chose this one to begin anew. */
export const lostRace = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(error) ?? '')

/** Classes of SQLSTATE that tell of the server or the way to it, not of a mistake in a statement. */
const passing = [
  '08', // connection
  '40', // rolled back: deadlock, serialization
  '53', // disk full, out of memory, too many connections
  '55', // lock not available
  '57', // cancelled by a timeout, shutting down, starting up
  '58', // its disk
]
const lasting = [
  '28', // wrong password
  '3D', // no such database
  '42501', // not allowed
]
const standby = '25006'

/** The StoreTrouble that it is; null when it is a mistake of ours instead, to be thrown as it is. */
export function troubleOf(error: unknown): StoreTrouble | null {
  if (error instanceof StoreTrouble) return error
  if (!(error instanceof Error)) return null
  const code = codeOf(error) ?? ''
  if (lasting.some((begin) => code.startsWith(begin)))
    return new StoreTrouble(`PostgreSQL refuses us: ${error.message}`, false, error)
  if (code === standby) return new StoreTrouble('PostgreSQL is read-only here', true, error)
  const answered = /^[0-9A-Z]{5}$/.test(code) && 'severity' in error
  if (answered) return passing.some((begin) => code.startsWith(begin)) ? unavailable(error) : null
  // No answer of the server: the connection broke, or could not be made in time. pg tells the latter two by words only.
  const words = /connection|timeout|socket|not queryable|terminated|ended|closed/i
  return code.startsWith('E') || words.test(error.message) ? unavailable(error) : null
}

const unavailable = (error: Error) => new StoreTrouble(`PostgreSQL is not available: ${error.message}`, true, error)
