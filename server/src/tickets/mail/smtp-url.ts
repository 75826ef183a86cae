import { mailAddress } from '../contact.ts'

/** Where BATON_SMTP_URL leads. */
export type SmtpServer = {
  host: string
  port: number
  /** `first`: TLS from the first byte · `required`: STARTTLS, or nothing is sent · `offered`: STARTTLS where the server has it. */
  tls: 'first' | 'required' | 'offered'
  login: { user: string; pass: string } | null
}

/**
 * `smtps://user:password@host` (port 465): TLS from the first byte. `smtp://…` (587): STARTTLS, without which nothing is sent,
 * unless the server is this machine itself or the URL ends in `?tls=optional` (a relay in one's own network).
 * Null: it is no such address.
 */
export function smtpServer(given: string): SmtpServer | null {
  const url = URL.parse(given)
  if (!url?.hostname || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return null
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const first = url.protocol === 'smtps:'
  const open = isThisMachine(host) || url.searchParams.get('tls') === 'optional'
  return {
    host,
    port: Number(url.port) || (first ? 465 : 587),
    tls: first ? 'first' : open ? 'offered' : 'required',
    login: url.username === '' ? null : { user: decoded(url.username), pass: decoded(url.password) },
  }
}

/** Whom mails come from when nobody says: the user of the mail server, where that is an address. */
export const senderOf = (smtpUrl: string): string | null => mailAddress(smtpServer(smtpUrl)?.login?.user ?? '')

const isThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** A password may hold a percent sign that nobody encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
