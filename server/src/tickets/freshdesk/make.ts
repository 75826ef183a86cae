import type { Ms } from '@baton/shared/ids.ts'
import type { Outcome } from '../../outcome.ts'
import { done, unsure } from '../../outcome.ts'
import { shapedContact } from '../contact.ts'
import { cut, ticketHtml, ticketSubject } from '../ticket-text.ts'
import type { Ticket, TicketRequest } from '../tickets.ts'
import type { Called, Refusal } from './answer.ts'
import type { Client } from './client.ts'
import { find, tagOf, ticketOf } from './find.ts'
import { vendorTicket } from './wire.ts'

/** No number is documented for the description; a text column of the usual sort holds 65,535 bytes. */
const descriptionBytes = 60_000
/** Every call ends within 30 s (tickets.ts), a look before it included. */
const within: Ms = 28_000
const oneCall: Ms = 10_000

/** open · low, which is Freshdesk's own default · chat (§6). All four of these and the subject are always sent. */
const asChat = { status: 2, priority: 1, source: 7 }

export async function make(client: Client, request: TicketRequest, doubt: boolean): Promise<Outcome<Ticket>> {
  const until = client.now() + within
  if (doubt) {
    const found = await find(client, request)
    if (found.kind !== 'done') return found
    if (found.value) return done(found.value)
  }
  const body = {
    subject: ticketSubject(request),
    description: ticketHtml(request, descriptionBytes),
    ...asChat,
    tags: ['baton', tagOf(request.key)],
  }
  const [first, ...others] = requestersOf(request)
  let requester = first
  for (;;) {
    const made = await client.post('/tickets', { ...body, ...requester }, Math.min(until - client.now(), oneCall))
    // A visitor's odd address must not cost them their ticket. A 400 made nothing, so the next may be tried at once.
    const next = made.kind === 'refused' && isAbout(made, requester) ? others.shift() : undefined
    if (!next || until - client.now() < oneCall) return taken(client, made)
    requester = next
  }
}

type Requester = { email?: string; phone?: string; unique_external_id?: string; name?: string }

/** Who asks, the best first; the last one is always taken. What they typed stands in the description as well. */
function requestersOf({ visitor, contact }: TicketRequest): [Requester, ...Requester[]] {
  const { name, email, phone } = shapedContact(contact)
  // Without an e-mail a name is demanded.
  const called = name ?? 'Visitor'
  const last = { unique_external_id: cut(visitor, 100), name: called }
  const better: Requester[] = [
    ...(email?.includes('.', email.indexOf('@')) ? [{ email, ...(name !== null && { name }) }] : []),
    ...(phone ? [{ phone, name: called }] : []),
  ]
  return [better[0] ?? last, ...better.slice(1), ...(better.length > 0 ? [last] : [])]
}

const isAbout = ({ fields }: Refusal, requester: Requester): boolean =>
  fields.length > 0 && fields.every((field) => Object.hasOwn(requester, field))

function taken(client: Client, made: Called): Outcome<Ticket> {
  if (made.kind === 'refused') return withoutFields(made)
  if (made.kind !== 'done') return made
  const ticket = vendorTicket.safeParse(made.value.json).data
  return ticket ? done(ticketOf(client, ticket.id)) : unsure('no-id', 'the new ticket came without an id')
}

const withoutFields = ({ fields: _fields, ...refusal }: Refusal): Outcome<never> => refusal
