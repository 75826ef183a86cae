import type { VisitorFacts } from '../desk.ts'
import { clean } from './text.ts'

/** LiveChat takes a hundred (vendors/livechat.md §3); an agent reads a few. */
const mostFields = 40
const lineLength = 80
const valueLength = 500

/**
 * What agents see of a visitor, as `update_customer` takes it. Session fields are a list of objects with one key each, in their order (trap
 * 8.22). Nothing of it is proven: LiveChat marks addresses that it did not verify by itself.
 */
export function customerFacts(visitor: VisitorFacts): object {
  const { email, phone } = reach(visitor)
  const isNumber = phone !== null && /^\+\d{6,15}$/.test(phone)
  return {
    ...named(visitor),
    ...(email !== null && { email }),
    ...(isNumber && { phone_number: phone }),
    session_fields: [...always(visitor), ...(phone !== null && !isNumber ? [{ Phone: phone }] : []), ...said(visitor)],
  }
}

/** The same where LiveChat refused it: all in words, and only what matters. */
export function fewerFacts(visitor: VisitorFacts): object {
  const { email, phone } = reach(visitor)
  return {
    ...named(visitor),
    session_fields: [
      ...always(visitor),
      ...(email !== null ? [{ 'E-mail': email }] : []),
      ...(phone !== null ? [{ Phone: phone }] : []),
    ],
  }
}

/** Agents tell nameless visitors apart by the end of their id. */
function named({ id, name }: VisitorFacts): object {
  const given = line(name ?? '', lineLength)
  return { name: given === '' ? `Visitor ${id.replaceAll('-', '').slice(-4)}` : given }
}

const always = ({ id, language }: VisitorFacts): object[] => [
  { 'Baton visitor': id },
  ...(language ? [{ Language: line(language, lineLength) }] : []),
]

function said({ attributes = {} }: VisitorFacts): object[] {
  return Object.entries(attributes).flatMap(([name, value], n) => {
    const key = line(name, lineLength)
    const text = line(String(value), valueLength)
    // `__proto__` and the like would be no field at all.
    return n >= mostFields || key === '' || text === '' || key in {} ? [] : [{ [key]: text }]
  })
}

function reach({ email, phone }: VisitorFacts): { email: string | null; phone: string | null } {
  const address = line(email ?? '', 254)
  const digits = line(phone ?? '', lineLength)
  const compact = digits.replace(/[\s().-]/g, '')
  return {
    email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address) ? address : null,
    phone: digits === '' ? null : /^\+\d+$/.test(compact) ? compact : digits,
  }
}

const line = (text: string, length: number): string => clean(text).replace(/\s+/g, ' ').trim().slice(0, length)
