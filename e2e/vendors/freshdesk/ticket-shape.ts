import type { Shape } from '../shape.ts'
import { anything, fields, flag, listOf, mapOf, text, wholeNumber, words } from '../shape.ts'
import type { Call } from './call.ts'
import { misshapen } from './call.ts'
import type { Reply } from './reply.ts'

/** So many characters at most (`Has 300 characters, it can have maximum of 255 characters`). */
const upTo =
  (max: number): Shape =>
  (value, at) => {
    const blank = words()(value, at)
    if (blank.length > 0) return blank
    const { length } = value as string
    return length > max
      ? [{ at, what: `has ${length} characters, it can have maximum of ${max} characters`, extra: false }]
      : []
  }

const email: Shape = (value, at) =>
  typeof value === 'string' && /^[^\s@<>(),;:"]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(value) && value.length <= 255
    ? []
    : [{ at, what: 'should be a valid email address', extra: false }]

const phone: Shape = (value, at) =>
  typeof value === 'string' && /\d/.test(value) && value.length <= 32
    ? []
    : [{ at, what: 'should be a phone number', extra: false }]

/** Not documented: what a text column of the usual sort holds. */
const html: Shape = (value, at) => {
  const blank = words()(value, at)
  if (blank.length > 0) return blank
  if (Buffer.byteLength(value as string) > 65_535) return [{ at, what: 'is longer than 65535 bytes', extra: false }]
  return /<\/?(script|iframe|object|img|style|form|input|svg|a)\b|<[^>]*\son\w+=/i.test(value as string)
    ? [{ at, what: 'holds markup that nobody wants in a help desk', extra: false }]
    : []
}

const id = wholeNumber(1, Number.MAX_SAFE_INTEGER)
const tags = listOf((value, at) =>
  String(value).includes(',') ? [{ at, what: 'holds a comma', extra: false }] : upTo(32)(value, at),
)

/** All four of status, priority, subject and description must be sent always (§6). */
const ticket = fields(
  { subject: upTo(255), description: html, status: wholeNumber(2, 7), priority: wholeNumber(1, 4) },
  {
    requester_id: id,
    email,
    phone,
    facebook_id: text,
    twitter_id: text,
    unique_external_id: upTo(255),
    name: upTo(255),
    type: text,
    source: (value, at) =>
      [1, 2, 3, 7, 9, 10].includes(value as number)
        ? []
        : [{ at, what: "should be one of these values: '1,2,3,7,9,10'", extra: false }],
    responder_id: id,
    group_id: id,
    product_id: id,
    company_id: id,
    email_config_id: id,
    cc_emails: listOf(email),
    tags,
    custom_fields: mapOf(anything),
    due_by: text,
    fr_due_by: text,
  },
)

const requesters = ['requester_id', 'email', 'phone', 'facebook_id', 'twitter_id', 'unique_external_id']

export function misfitTicket(call: Call): Reply | null {
  return misshapen(call, call.body, (value, at) => {
    const misfits = ticket(value, at)
    if (misfits.some(({ at: where, extra }) => where === '' && !extra)) return misfits
    const body = value as Record<string, unknown>
    const given = requesters.filter((name) => body[name] !== undefined)
    if (given.length === 0) misfits.push({ at: 'email', what: 'is required', extra: false })
    if (body.phone !== undefined && body.email === undefined && body.name === undefined)
      misfits.push({ at: 'name', what: 'is required', extra: false })
    return misfits
  })
}

export const misfitUpdate = (call: Call): Reply | null =>
  misshapen(call, call.body, fields({}, { status: wholeNumber(2, 7), priority: wholeNumber(1, 4), tags }))

export const misfitNote = (call: Call): Reply | null =>
  misshapen(
    call,
    call.body,
    fields({ body: html }, { private: flag, incoming: flag, user_id: id, notify_emails: listOf(email) }),
  )
