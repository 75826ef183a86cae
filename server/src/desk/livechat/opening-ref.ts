import { createHash } from 'node:crypto'
import type { Opening } from '../desk.ts'

/** Names an opening in what agents read, the same at every try. */
export const refOf = (opening: Pick<Opening, 'key'>): string =>
  BigInt(`0x${createHash('sha256').update(opening.key).digest('hex').slice(0, 12)}`).toString(36)
