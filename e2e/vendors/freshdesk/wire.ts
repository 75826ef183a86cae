import type { Agent, Contact, Ticket, Time } from './records.ts'

/** A ticket as the API shows it (§6); the list leaves the description out, as it does for accounts made after 2018. */
export function wireTicket(ticket: Ticket, how: 'whole' | 'listed' = 'whole'): object {
  return {
    id: ticket.id,
    subject: ticket.subject,
    ...(how === 'whole' && { description: ticket.description, description_text: textOf(ticket.description) }),
    status: ticket.status,
    priority: ticket.priority,
    source: ticket.source,
    type: ticket.type,
    requester_id: ticket.requester,
    responder_id: null,
    group_id: ticket.group,
    company_id: null,
    product_id: null,
    email_config_id: null,
    cc_emails: [],
    fwd_emails: [],
    reply_cc_emails: [],
    to_emails: null,
    tags: ticket.tags,
    spam: false,
    is_escalated: false,
    fr_escalated: false,
    due_by: second(ticket.at),
    fr_due_by: second(ticket.at),
    created_at: second(ticket.at),
    updated_at: second(ticket.updated),
    custom_fields: ticket.customFields,
    ...(how === 'whole' && { attachments: [] }),
  }
}

export const wireNote = (ticket: Ticket, note: Ticket['notes'][number]): object => ({
  id: note.id,
  ticket_id: ticket.id,
  body: note.body,
  body_text: textOf(note.body),
  private: note.private,
  incoming: false,
  created_at: second(note.at),
  updated_at: second(note.at),
})

export const wireContact = (contact: Contact): object => ({
  id: contact.id,
  name: contact.name,
  email: contact.email,
  phone: contact.phone,
  unique_external_id: contact.uniqueExternalId,
  active: false,
  created_at: second(contact.at),
  updated_at: second(contact.at),
})

export const wireAgent = (agent: Agent): object => ({
  id: agent.id,
  available: true,
  occasional: false,
  ticket_scope: agent.scope,
  group_ids: [],
  contact: { active: true, email: agent.email, name: agent.name },
})

const second = (time: Time): string => time.replace(/\.\d+Z$/, 'Z')

/** What is left to read of a description: its lines, with tags gone and entities decoded. */
export function textOf(html: string): string {
  return html
    .replace(/\s*\n\s*/g, '')
    .replace(/<br>|<\/(div|p|li)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/g, (_whole, name: string) => entities[name] ?? '')
}

const entities: Record<string, string> = { nbsp: ' ', lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }
