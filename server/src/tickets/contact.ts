import { domainToASCII } from 'node:url'
import { cut, oneLine } from './ticket-text.ts'
import type { Contact } from './tickets.ts'

/** What the visitor said of themselves, in shapes that a header or a field may hold; null: nothing of that kind. */
export type Shaped = { name: string | null; email: string | null; phone: string | null }

export function shapedContact({ name, email, phone }: Contact): Shaped {
  return {
    name: cut(oneLine(name ?? ''), 100) || null,
    email: mailAddress(email ?? ''),
    phone: phoneNumber(phone ?? ''),
  }
}

const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const host = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/

/**
 * One plain address, its domain in ASCII; null: it is none, or one that not every mail server takes (quoted, or with letters
 * beyond ASCII before the @). Nothing of it can end a header or name a second address.
 */
export function mailAddress(given: string): string | null {
  const text = given.trim()
  const at = text.lastIndexOf('@')
  if (at < 1) return null
  const [name, domain] = [text.slice(0, at), domainToASCII(text.slice(at + 1))]
  return text.length <= 254 && name.length <= 64 && local.test(name) && host.test(domain) ? `${name}@${domain}` : null
}

/** Digits with what people write between them; three to fifteen of them (E.164). */
function phoneNumber(given: string): string | null {
  const text = oneLine(given)
  const digits = text.replace(/\D/g, '').length
  return /^\+?[\d ()./-]{3,31}$/.test(text) && digits >= 3 && digits <= 15 ? text : null
}
