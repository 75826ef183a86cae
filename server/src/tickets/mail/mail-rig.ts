import type { Smtp, SmtpOptions, Step } from '@baton/e2e/vendors/smtp/smtp.ts'
import { startSmtp } from '@baton/e2e/vendors/smtp/smtp.ts'
import { headerOf } from '@baton/e2e/vendors/smtp/taken.ts'
import { expect } from 'vitest'
import { systemClock } from '../../clock.ts'
import type { TicketsDriver } from '../conformance.ts'
import type { Tickets } from '../tickets.ts'
import type { MailTicketsParts } from './mail-tickets.ts'
import { mailTickets } from './mail-tickets.ts'
import type { Mail, Mailer, MailerParts } from './mailer.ts'
import { createMailer } from './mailer.ts'

export type Rig = TicketsDriver & {
  sim: Smtp
  make(parts?: Partial<MailTicketsParts>): Tickets
}

/** A mail server that keeps what it takes, and the adapter before it. */
export async function withMail(
  test: (rig: Rig) => Promise<void>,
  given: { sim?: SmtpOptions; parts?: Partial<MailTicketsParts> } = {},
): Promise<void> {
  const sim = await startSmtp(given.sim)
  const make = (parts: Partial<MailTicketsParts> = {}): Tickets =>
    mailTickets({
      smtpUrl: sim.url,
      from: 'chat@acme.example',
      to: 'help@acme.example',
      siteName: 'Acme',
      clock: systemClock,
      ca: sim.ca,
      limits: { connect: 5_000, total: 8_000 },
      ...given.parts,
      ...parts,
    })
  const rig: Rig = {
    sim,
    make,
    tickets: make(),
    again: () => make(),
    made() {
      // A mail program shows two mails with one Message-ID once.
      const once = new Map(sim.mails.map((mail) => [mail.messageId, mail]))
      return [...once.values()].map((mail) => ({
        number: /^\[(B-\w+)\]/.exec(mail.subject)?.[1] ?? null,
        subject: mail.subject,
        text: mail.text,
        answersGoTo: headerOf(mail, 'reply-to'),
      }))
    },
    loseAnswer: () => sim.faults.set('loseAnswer', { times: 1 }),
    cutOff: () => sim.faults.set('drop', { on: 'END', times: 1 }),
    async break(how) {
      if (how === 'tooMany') sim.faults.set('refuse', { on: 'MAIL', status: 450 })
      else if (how === 'keyRefused') sim.faults.set('loginRefused')
      else if (how === 'refuses') sim.faults.set('refuse', { on: 'RCPT', status: 550 })
      else await sim.stop()
    },
    async mend() {
      sim.faults.clear()
      await sim.start()
    },
    secrets: () => (sim.login ? [sim.login.pass, Buffer.from(sim.login.pass).toString('base64')] : []),
    breaches: () => sim.breaches.map(({ what, where }) => `${where}: ${what}`),
  }
  try {
    await test(rig)
  } finally {
    await sim.stop()
  }
}

export const mail: Mail = {
  to: 'help@acme.example',
  subject: 'Where is my order?',
  text: 'Hello\n',
  messageId: 'ticket.1@acme.example',
}

/** A mail server, and a mailer that trusts it; breaches fail the test. */
export async function withMailer(
  test: (sim: Smtp, mailer: Mailer, make: (parts?: Partial<MailerParts>) => Mailer) => Promise<void>,
  options: SmtpOptions = {},
): Promise<void> {
  const sim = await startSmtp(options)
  const make = (parts: Partial<MailerParts> = {}) =>
    createMailer({
      smtpUrl: sim.url,
      from: 'chat@acme.example',
      clock: systemClock,
      ca: sim.ca,
      limits: { connect: 5_000, total: 8_000 },
      ...parts,
    })
  try {
    await test(sim, make(), make)
    expect(sim.breaches).toEqual([])
  } finally {
    await sim.stop()
  }
}

/** Patience for a server that never answers: the mail itself must have left before it ends. */
export const hurried = (on: Step): NonNullable<MailerParts['limits']> =>
  on === 'END' ? { connect: 1_000, total: 1_000 } : { connect: 200, total: 200 }
