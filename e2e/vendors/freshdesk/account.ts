import type { Clock } from '../clock.ts'
import type { AccountState, Contact, Ticket, Time } from './records.ts'

export type Requester = Partial<Pick<Contact, 'email' | 'phone' | 'uniqueExternalId' | 'name'>>

/** The account's state with its clock. */
export class Account {
  readonly state: AccountState
  readonly clock: Clock
  /** Where it is served, without a slash at the end; set once it listens. */
  url = 'http://127.0.0.1'
  /** Anything changed: for the page and the state file. */
  onChange: () => void = () => {}

  constructor(state: AccountState, clock: Clock) {
    this.state = state
    this.clock = clock
  }

  time(): Time {
    return new Date(this.clock.now()).toISOString()
  }

  /** Not a deleted one. */
  ticket(id: string): Ticket | undefined {
    return this.state.tickets.find((ticket) => String(ticket.id) === id && !ticket.deleted)
  }

  contact(id: number): Contact | undefined {
    return this.state.contacts.find((contact) => contact.id === id)
  }

  /** A known contact, or a new one (§6: a new e-mail makes a new contact). What is known already is not overwritten. */
  requester({ email = null, phone = null, uniqueExternalId = null, name }: Requester): Contact {
    const same = (a: string | null, b: string | null) => a !== null && a === b
    const known = this.state.contacts.find(
      (one) =>
        same(one.email, email?.toLowerCase() ?? null) ||
        same(one.phone, phone) ||
        same(one.uniqueExternalId, uniqueExternalId),
    )
    if (known) return known
    const contact: Contact = {
      id: this.#id(),
      at: this.time(),
      name: name ?? email?.split('@')[0] ?? 'Unknown',
      email: email?.toLowerCase() ?? null,
      phone,
      uniqueExternalId,
    }
    this.state.contacts.push(contact)
    return contact
  }

  addTicket(facts: Pick<Ticket, 'subject' | 'description' | 'requester'> & Partial<Ticket>): Ticket {
    const at = this.time()
    const ticket: Ticket = {
      id: this.#id(),
      at,
      updated: at,
      status: 2,
      priority: 1,
      source: 2,
      tags: [],
      type: null,
      group: null,
      customFields: {},
      deleted: false,
      notes: [],
      ...facts,
    }
    this.state.tickets.push(ticket)
    this.onChange()
    return ticket
  }

  addNote(ticket: Ticket, body: string, isPrivate: boolean): Ticket['notes'][number] {
    const note = { id: this.#id(), at: this.time(), body, private: isPrivate }
    ticket.notes.push(note)
    this.touch(ticket)
    return note
  }

  touch(ticket: Ticket): void {
    ticket.updated = this.time()
    this.onChange()
  }

  #id(): number {
    this.state.nextId += 1
    return this.state.nextId
  }
}
