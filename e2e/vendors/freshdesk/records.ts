/** What the account really holds: the truth that tests and the page look at. Not the vendor's wire shapes (wire.ts). */

/** ISO-8601 UTC with milliseconds, always from the account's own clock; on the wire it is to the second. */
export type Time = string

export type Ticket = {
  id: number
  at: Time
  updated: Time
  subject: string
  /** HTML. */
  description: string
  /** 2 open, 3 pending, 4 resolved, 5 closed. */
  status: number
  priority: number
  source: number
  tags: string[]
  requester: number
  type: string | null
  group: number | null
  customFields: Record<string, unknown>
  deleted: boolean
  notes: { id: number; at: Time; body: string; private: boolean }[]
}

export type Contact = {
  id: number
  at: Time
  name: string
  email: string | null
  phone: string | null
  uniqueExternalId: string | null
}

/** Whose API key is used. `scope`: 1 all tickets, 2 those of the groups, 3 those given to the agent. */
export type Agent = { id: number; name: string; email: string; scope: 1 | 2 | 3 }

/** Plain JSON, so that it can be kept in a file and given back. */
export type AccountState = { agent: Agent; contacts: Contact[]; tickets: Ticket[]; nextId: number }

export const demoAccount = (): AccountState => ({
  agent: { id: 4_001, name: 'Ann Archer', email: 'ann.archer@example.com', scope: 1 },
  contacts: [],
  tickets: [],
  nextId: 101,
})
