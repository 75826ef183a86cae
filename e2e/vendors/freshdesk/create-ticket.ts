import type { Route } from './call.ts'
import { invalid, made, refuse } from './reply.ts'
import { misfitTicket } from './ticket-shape.ts'
import { wireTicket } from './wire.ts'

type Body = {
  subject: string
  description: string
  status: number
  priority: number
  source?: number
  tags?: string[]
  type?: string
  group_id?: number
  custom_fields?: Record<string, unknown>
  requester_id?: number
  email?: string
  phone?: string
  unique_external_id?: string
  name?: string
}

export const createTicket: Route = (call) => {
  const refusal = misfitTicket(call)
  if (refusal) return refusal
  const body = call.body as Body
  const { account } = call
  if (body.email !== undefined && call.take('emailRefused'))
    return invalid({ field: 'email', message: 'It should be a valid email address', code: 'invalid_value' })
  if (body.phone !== undefined && call.take('phoneRefused'))
    return invalid({ field: 'phone', message: 'It should be a valid phone number', code: 'invalid_value' })
  if (body.custom_fields?.['cf_product'] === undefined && call.take('mandatoryField')) {
    const message = `It should be a/an String, and not what ${body.name ?? 'the requester'} wrote`
    return invalid({ field: 'cf_product', message, code: 'missing_field' })
  }
  if (call.take('conflict')) return refuse(409, 'inconsistent_state', 'The request conflicts with another one')
  const known = body.requester_id === undefined ? undefined : account.contact(body.requester_id)
  if (body.requester_id !== undefined && !known)
    return invalid({ field: 'requester_id', message: 'There is no contact with this id', code: 'invalid_value' })
  const requester =
    known ??
    account.requester({
      ...(body.email !== undefined && { email: body.email }),
      ...(body.phone !== undefined && { phone: body.phone }),
      ...(body.unique_external_id !== undefined && { uniqueExternalId: body.unique_external_id }),
      ...(body.name !== undefined && { name: body.name }),
    })
  const ticket = account.addTicket({
    subject: body.subject,
    description: body.description,
    status: body.status,
    priority: body.priority,
    source: body.source ?? 2,
    tags: body.tags ?? [],
    requester: requester.id,
    type: body.type ?? null,
    group: body.group_id ?? null,
    customFields: body.custom_fields ?? {},
  })
  if (call.take('noId')) return made({ subject: ticket.subject })
  return { ...made(wireTicket(ticket)), headers: { Location: `${account.url}/api/v2/tickets/${ticket.id}` } }
}
