import { createHash } from 'node:crypto'
import type { TicketId } from '../../conversation/ids.ts'

/** Without those that are read for one another: 0 and O, 1 and I and L, U and V. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** What the visitor is told, such as B-7F3K9Q: the same for the same ticket at every try. Among 10,000 tickets 1 in 15 times two share one. */
export function numberOf(key: TicketId): string {
  let rest = createHash('sha256').update(key).digest().readUIntBE(0, 6)
  let number = ''
  for (let n = 0; n < 6; n += 1) {
    number += letters[rest % letters.length]
    rest = Math.floor(rest / letters.length)
  }
  return `B-${number}`
}

/** By which mail programs know the same mail again. */
export const messageIdOf = (key: TicketId, from: string): string =>
  `ticket.${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${from.split('@').at(-1)}`
