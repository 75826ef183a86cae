import type { Clock } from '../clock.ts'
import type { Outgoing } from '../outgoing.ts'
import { freshdeskTickets } from './freshdesk/freshdesk.ts'
import { mailTickets } from './mail/mail-tickets.ts'
import { senderOf } from './mail/smtp-url.ts'
import type { Tickets } from './tickets.ts'

type Given = {
  siteName: string
  http: Outgoing
  clock: Clock
  secret(name: string): string | null
  /** BATON_SMTP_URL; null: not set. */
  smtpUrl: string | null
}
/** What stands in the way, and how to mend it. */
type Trouble = { place: string; says: string; mend: string }

/** Tickets as a site file can name them. What goes to a desk needs no adapter: the conversation opens a thread there. */
export const ticketKinds = {
  freshdesk(
    entry: { domain?: string | undefined; url?: string | undefined; key: { secret: string } },
    { http, clock, secret }: Given,
  ): Tickets | Trouble {
    const key = secret(entry.key.secret)
    if (key !== null) return freshdeskTickets({ domain: entry.domain, url: entry.url, key, http, clock })
    const name = entry.key.secret
    return {
      place: 'key',
      says: `names the secret ${name}, which is not set.`,
      mend: `Give its value: npm run baton -- secret set ${name}`,
    }
  },

  mail(
    { to, from }: { to: string; from?: string | undefined },
    { siteName, clock, smtpUrl }: Given,
  ): Tickets | Trouble {
    if (smtpUrl !== null) return mailTickets({ smtpUrl, from: from ?? senderOf(smtpUrl) ?? to, to, siteName, clock })
    return {
      place: 'kind',
      says: 'is mail, and there is no mail server.',
      mend: 'Set BATON_SMTP_URL, for example smtps://user:password@mail.example.com:465, and start again.',
    }
  },
}
