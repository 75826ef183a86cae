import { randomUUID } from 'node:crypto'
import type { Check } from '../../desk/desk.ts'
import { sentence } from '../../desk/outcome-words.ts'
import type { Outcome } from '../../outcome.ts'
import { done } from '../../outcome.ts'
import { shapedContact } from '../contact.ts'
import { ticketSubject, ticketText } from '../ticket-text.ts'
import type { Tickets } from '../tickets.ts'
import type { MailerParts } from './mailer.ts'
import { createMailer } from './mailer.ts'
import { messageIdOf, numberOf } from './number.ts'

/** Where it is sent, and by what server; `to` is whoever works on tickets. */
export type MailTicketsParts = MailerParts & { to: string; siteName: string }

/** Far below what mail servers take, and more than anybody reads. */
const textBytes = 200_000

/**
 * Tickets as mails. An answer goes straight to the visitor, whose address is the Reply-To where they gave one. Nobody can look
 * into a mailbox: `find` finds nothing, and in `doubt` the same mail goes out again, with the Message-ID of the first.
 */
export function mailTickets(parts: MailTicketsParts): Tickets {
  const { to, from, siteName } = parts
  const mailer = createMailer(parts)

  return {
    find: () => Promise.resolve(done(null)),

    async make(request) {
      const number = numberOf(request.key)
      const sent = await mailer.send({
        to,
        subject: `[${number}] ${ticketSubject(request)}`,
        text: ticketText(request, textBytes),
        messageId: messageIdOf(request.key, from),
        fromName: request.siteName,
        replyTo: shapedContact(request.contact).email ?? undefined,
      })
      return sent.kind === 'done' ? done({ number }) : sent
    },

    async *check(how) {
      const verified = await mailer.verify()
      yield lineOf('mail server', verified, `${mailer.server} takes our login.`)
      if (how !== 'live' || verified.kind !== 'done') return
      const sent = await mailer.send({
        to,
        subject: 'Test of Baton',
        text: 'This is a test of Baton. Nobody needs to answer.\n',
        messageId: `check.${randomUUID()}@${from.split('@').at(-1)}`,
        fromName: siteName,
      })
      yield lineOf('live: mail', sent, `A test mail was sent to ${to}; see that it arrived, and not among the spam.`)
    },
  }
}

function lineOf(name: string, outcome: Outcome<unknown>, says: string): Check {
  return outcome.kind === 'done'
    ? { name, ok: true, says }
    : { name, ok: false, says: `${sentence(outcome)}.`, mend: mendOf(outcome) }
}

function mendOf(outcome: Outcome<unknown>): string {
  if (outcome.kind === 'refused') return outcome.mend ?? 'The log of the mail server says why.'
  switch (outcome.kind === 'retry' ? outcome.why.code : '') {
    case 'login-refused':
      return 'Check user and password in BATON_SMTP_URL (special characters as %40); some services want a password for apps.'
    case 'tls':
      return 'Write smtps:// with port 465, or smtp:// with port 587, and the name that the server’s certificate is for.'
    case 'no-mail-server':
      return 'Set BATON_SMTP_URL, for example smtps://user:password@mail.example.com:465, and a sender with an address.'
    case 'dns':
    case 'connection-refused':
    case 'timeout':
    case 'not-smtp':
      return 'Check host and port in BATON_SMTP_URL, and that this machine may connect there.'
    default:
      return 'The mail server does not answer as it should: try again in a minute; its log says more.'
  }
}
