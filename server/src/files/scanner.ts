import type { Ms } from '@baton/shared/ids.ts'
import type { Logger } from 'pino'
import type { Outgoing } from '../outgoing.ts'

/** clean and dirty are its word; out: it gave none. */
export type Scan = (bytes: Uint8Array, type: string, name: string) => Promise<'clean' | 'dirty' | 'out'>

/** A scanner unpacks and looks twice; a visitor watches a bar meanwhile. */
const patience: Ms = 20_000

/** The owner's own scanner at BATON_FILE_SCANNER: 200 is clean, 422 is not, and with anything else the file is held. */
export function createScan({
  url,
  outgoing,
  logger,
}: {
  url: string | null
  outgoing: Outgoing
  logger: Logger
}): Scan {
  if (url === null) return async () => 'clean'
  return async (bytes, type, name) => {
    const headers = { 'content-type': type, 'x-file-name': encodeURIComponent(name) }
    const answer = await outgoing.call({ method: 'POST', url, headers, body: bytes, total: patience })
    if (answer.kind === 'answered' && answer.status === 200) return 'clean'
    if (answer.kind === 'answered' && answer.status === 422) return 'dirty'
    logger.warn(
      { code: answer.kind === 'answered' ? `http-${answer.status}` : answer.code },
      'the scanner of files is out; files are held until it answers',
    )
    return 'out'
  }
}
