import type { Shape } from '../shape.ts'
import { oneOf, text } from '../shape.ts'
import type { Route } from './call.ts'
import { misasked } from './call.ts'
import { createTicket } from './create-ticket.ts'
import type { Ticket } from './records.ts'
import { invalid, made, notFound, nothing, ok, refuse } from './reply.ts'
import { misfitNote, misfitUpdate } from './ticket-shape.ts'
import { wireAgent, wireContact, wireNote, wireTicket } from './wire.ts'

/** Every endpoint there is (§6), fixed words before parameters. */
export const routes: Record<string, Route> = {
  'POST /tickets': createTicket,
  'GET /tickets': listTickets,
  'GET /search/tickets': searchTickets,
  'GET /tickets/:ticket': (call) => {
    const ticket = call.account.ticket(call.param('ticket'))
    return ticket ? ok(wireTicket(ticket)) : notFound
  },
  'PUT /tickets/:ticket': (call) => {
    const ticket = call.account.ticket(call.param('ticket'))
    if (!ticket) return notFound
    const refusal = misfitUpdate(call)
    if (refusal) return refusal
    const { status, priority, tags } = call.body as { status?: number; priority?: number; tags?: string[] }
    Object.assign(ticket, {
      ...(status !== undefined && { status }),
      ...(priority !== undefined && { priority }),
      ...(tags && { tags }),
    })
    call.account.touch(ticket)
    return ok(wireTicket(ticket))
  },
  'DELETE /tickets/:ticket': (call) => {
    const ticket = call.account.ticket(call.param('ticket'))
    if (!ticket) return notFound
    ticket.deleted = true
    call.account.touch(ticket)
    return nothing
  },
  'POST /tickets/:ticket/notes': (call) => {
    const ticket = call.account.ticket(call.param('ticket'))
    if (!ticket) return notFound
    const refusal = misfitNote(call)
    if (refusal) return refusal
    const { body, private: isPrivate = true } = call.body as { body: string; private?: boolean }
    return made(wireNote(ticket, call.account.addNote(ticket, body, isPrivate)))
  },
  'GET /agents/me': ({ account }) => ok(wireAgent(account.state.agent)),
  'GET /contacts/:contact': (call) => {
    const contact = call.account.contact(Number(call.param('contact')))
    return contact ? ok(wireContact(contact)) : notFound
  },
}

const whole: Shape = (value, at) =>
  /^[1-9]\d{0,5}$/.test(String(value)) ? [] : [{ at, what: 'must be a positive whole number', extra: false }]
const upTo100: Shape = (value, at) =>
  whole(value, at).length === 0 && Number(value) <= 100
    ? []
    : [{ at, what: 'must be a whole number from 1 to 100', extra: false }]
const second: Shape = (value, at) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(value))
    ? []
    : [{ at, what: 'must be a time as 2026-01-05T09:00:00Z', extra: false }]

const listParameters: Record<string, Shape> = {
  page: whole,
  per_page: upTo100,
  order_by: oneOf('created_at', 'due_by', 'updated_at', 'status'),
  order_type: oneOf('asc', 'desc'),
  updated_since: second,
  email: text,
  unique_external_id: text,
  requester_id: whole,
}

const month = 30 * 86_400_000

function listTickets(call: Parameters<Route>[0]): ReturnType<Route> {
  const refusal = misasked(call, listParameters)
  if (refusal) return refusal
  const { account, query } = call
  const lag = call.take('listLag')?.ms ?? 0
  const since = query.get('updated_since')
  // Without updated_since only the tickets of the last 30 days are listed.
  const listed = account.state.tickets.filter(
    (ticket) =>
      !ticket.deleted &&
      Date.parse(ticket.at) + lag <= account.clock.now() &&
      (since === null
        ? Date.parse(ticket.at) > account.clock.now() - month
        : Date.parse(ticket.updated) >= Date.parse(since)),
  )
  const asker = ['email', 'unique_external_id', 'requester_id'].find((name) => query.has(name))
  if (asker === undefined) return paged(call, sorted(listed, query))
  const wanted = query.get(asker) ?? ''
  const contact = account.state.contacts.find(
    (one) =>
      wanted === (asker === 'email' ? one.email : asker === 'requester_id' ? String(one.id) : one.uniqueExternalId),
  )
  if (!contact)
    return invalid({ field: asker, message: `There is no contact matching the given ${asker}`, code: 'invalid_value' })
  return paged(
    call,
    sorted(
      listed.filter((ticket) => ticket.requester === contact.id),
      query,
    ),
  )
}

function sorted(tickets: Ticket[], query: URLSearchParams): Ticket[] {
  const by = query.get('order_by') ?? 'created_at'
  const value = (ticket: Ticket) => (by === 'updated_at' ? ticket.updated : by === 'status' ? ticket.status : ticket.at)
  const rising = tickets.toSorted((a, b) => (value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : a.id - b.id))
  return query.get('order_type') === 'asc' ? rising : rising.toReversed()
}

function paged(call: Parameters<Route>[0], tickets: Ticket[]): ReturnType<Route> {
  const asked = Number(call.query.get('per_page') ?? 30)
  const size = Math.min(asked, call.take('shortPage')?.size ?? asked)
  const page = Number(call.query.get('page') ?? 1)
  const more = page * size < tickets.length
  const next = new URLSearchParams(call.query)
  next.set('page', String(page + 1))
  return {
    ...ok(tickets.slice((page - 1) * size, page * size).map((ticket) => wireTicket(ticket, 'listed'))),
    ...(more && { headers: { Link: `<${call.account.url}/api/v2/tickets?${next}>; rel="next"` } }),
  }
}

/** The index of the search is minutes behind, so a new ticket is never in it: nobody may rely on it. */
function searchTickets(call: Parameters<Route>[0]): ReturnType<Route> {
  const query = call.query.get('query') ?? ''
  const [, tag] = /^"tag:'?([\w-]+)'?"$/.exec(query) ?? []
  if (tag === undefined) {
    call.breach('query must be in double quotes, and the simulator knows only "tag:…"')
    return refuse(400, 'invalid_query', 'The query is not valid')
  }
  const indexed = call.account.state.tickets.filter(
    (ticket) => Date.parse(ticket.at) + 180_000 <= call.account.clock.now() && ticket.tags.includes(tag),
  )
  return ok({ total: indexed.length, results: indexed.slice(0, 30).map((ticket) => wireTicket(ticket, 'listed')) })
}
