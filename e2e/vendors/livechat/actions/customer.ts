import type { Misfit, Shape } from '../../shape.ts'
import { fields, flag, link, listOf, object, text, words } from '../../shape.ts'
import type { Action, CustomerCall } from '../call.ts'
import { setSessionFields, updated } from '../customers.ts'
import { done, fail, invalid } from '../errors.ts'
import type { Customer, Json } from '../records.ts'
import { wireCustomer } from '../wire-chats.ts'

type Who = CustomerCall['who']

/** A list of objects with one key each, order kept (contract 8.22). */
export const sessionFields: Shape = (value, at) => {
  const misfits = listOf(object)(value, at)
  if (misfits.length > 0) return misfits
  return (value as Json[]).flatMap((one, index): Misfit[] => {
    const [only] = Object.values(one)
    const fine = Object.keys(one).length === 1 && typeof only === 'string'
    return fine ? [] : [{ at: `${at}[${index}]`, what: 'must have exactly one key with a string', extra: false }]
  })
}

export const most = 100

const facts: Record<string, Shape> = {
  name: text,
  email: words(),
  avatar: link,
  phone_number: text,
  name_is_default: flag,
  session_fields: sessionFields,
  omnichannel: object,
  address: fields({}, { address: text, city: text, country: text, state: text, postal_code: text }),
}

export const customerFacts: Shape = fields({}, facts)

export const updateCustomer: Action<Who> = {
  shape: customerFacts,
  run(call) {
    const { payload } = call
    if (!Object.keys(facts).some((name) => payload[name] !== undefined))
      return invalid('at least one field is required')
    const tooMany = ((payload.session_fields as unknown[] | undefined) ?? []).length > most
    if (tooMany) return fail('customer_session_fields_limit_reached', 'Session fields limit reached')
    changeCustomer(call.account, call.who.customer, payload)
    return done()
  },
}

export function changeCustomer(account: CustomerCall['account'], customer: Customer, facts: Json): void {
  const own: [string, keyof Customer][] = [
    ['name', 'name'],
    ['email', 'email'],
    ['avatar', 'avatar'],
    ['phone_number', 'phone'],
    ['omnichannel', 'omnichannel'],
    ['address', 'address'],
    ['session_fields', 'sessionFields'],
  ]
  const changed = own.filter(([wire]) => facts[wire] !== undefined)
  for (const [wire, field] of changed) Object.assign(customer, { [field]: facts[wire] })
  if (changed.length > 0)
    updated(
      account,
      customer,
      changed.map(([wire]) => wire),
    )
}

export const setFields: Action<Who> = {
  shape: fields({ session_fields: sessionFields }),
  run(call) {
    const wanted = call.payload.session_fields as Record<string, string>[]
    if (wanted.length > most) return fail('customer_session_fields_limit_reached', 'Session fields limit reached')
    setSessionFields(call.account, call.who.customer, wanted)
    return done()
  },
}

export const getCustomer: Action<Who> = {
  shape: fields({}),
  run: ({ account, who }) => done(wireCustomer(who.customer, 'customer', account)),
}
