import { createHash } from 'node:crypto'
import type { Ms } from '@baton/shared/ids.ts'
import type { TicketId } from '../../conversation/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, why } from '../../outcome.ts'
import type { Ticket, TicketRequest } from '../tickets.ts'
import type { Client } from './client.ts'
import type { ListedTicket } from './wire.ts'
import { listedTicket } from './wire.ts'

/** The most that one page gives (§6). */
const perPage = 100
const pages = 10
/** Every call ends within 30 s (tickets.ts): the last page may take its 10, and a POST its 10 after that. */
const lookFor: Ms = 8_000
/** How far their clock may be from ours. */
const clocksApart: Ms = 3_600_000

/** By which our ticket is known there: the same at every try, short enough for a tag (32 letters). */
export const tagOf = (key: TicketId): string =>
  `baton-${BigInt(`0x${createHash('sha256').update(key).digest('hex').slice(0, 16)}`).toString(36)}`

/**
 * Whether an earlier try made it. Freshdesk takes no key of ours, so the ticket carries a tag, and the list of all tickets is read,
 * newest first, back to before the request was made. Not the search (`/search/tickets`): it lags by minutes. Not by requester: one
 * that was refused gave way to another (make.ts), and an unknown one is an error there. The list is not known to lag, but
 * nothing promises that it does not: null is no proof, and whoever looks in vain should look again before making it.
 * Tickets that Freshdesk took for spam, or that were deleted, are not listed.
 */
export async function find(client: Client, { key }: Pick<TicketRequest, 'key'>): Promise<Outcome<Ticket | null>> {
  const tag = tagOf(key)
  const made = timeOf(key)
  const since = made === null ? null : made - clocksApart
  const until = client.now() + lookFor
  for (let page = 1; page <= pages && client.now() < until; page += 1) {
    const listed = await client.get('/tickets', {
      order_by: 'created_at',
      order_type: 'desc',
      per_page: String(perPage),
      page: String(page),
      // Without it the list ends 30 days ago. A ticket is updated when it is made, so none of ours is left out.
      ...(since !== null && { updated_since: new Date(since).toISOString().replace(/\.\d+Z$/, 'Z') }),
    })
    if (listed.kind !== 'done') return listed
    if (!Array.isArray(listed.value.json)) return retry('no-list', 'the answer is no list of tickets')
    const tickets = listed.value.json.flatMap((one) => listedTicket.safeParse(one).data ?? [])
    const ours = tickets.find(({ tags }) => tags.some((one) => one.toLowerCase() === tag))
    if (ours) return done(ticketOf(client, ours.id))
    const more = listed.value.more || listed.value.json.length >= perPage
    if (!more || isBefore(tickets.at(-1), since)) return done(null)
  }
  // Made in vain it would be there twice; it stays in doubt until somebody looks, or the list is shorter.
  return { ...retry('too-many-tickets', 'the list is too long to be looked through'), after: 60_000 }
}

export const ticketOf = ({ origin }: Client, id: string): Ticket => ({ number: id, url: `${origin}/a/tickets/${id}` })

const isBefore = (ticket: ListedTicket | undefined, since: number | null): boolean =>
  since !== null && Date.parse(ticket?.created_at ?? '') < since

/** A UUIDv7 begins with its time. */
function timeOf(key: TicketId): number | null {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7/i.exec(key) ?? []
  return high && low ? Number.parseInt(high + low, 16) : null
}

const retry = (code: string, detail: string): Outcome<never> & { kind: 'retry' } => ({
  kind: 'retry',
  why: why(code, detail),
  scope: 'delivery',
})
