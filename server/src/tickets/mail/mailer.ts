import { Readable } from 'node:stream'
import type { Ms } from '@baton/shared/ids.ts'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import type { Clock } from '../../clock.ts'
import type { Outcome } from '../../outcome.ts'
import { done, refused, why } from '../../outcome.ts'
import { mailAddress } from '../contact.ts'
import { oneLine } from '../ticket-text.ts'
import type { SmtpTrouble } from './outcome.ts'
import { outcomeOf } from './outcome.ts'
import type { SmtpServer } from './smtp-url.ts'
import { smtpServer } from './smtp-url.ts'

/**
 * Sends mails over one mail server. Every call ends within 30 s and never throws for what a network or a server does.
 * done: the server has taken it over · retry: surely not taken; `account` when login or TLS are wrong · refused: it will never be taken
 * as it is · unsure: the connection was lost behind the mail and before the answer. Nobody can look into a mailbox, so an unsure
 * mail is sent again with the same `messageId`, by which most mail programs and help desks know it for the same.
 */
export interface Mailer {
  send(mail: Mail): Promise<Outcome>
  /** Connects, and signs in where the URL has a user. Sends nothing. */
  verify(): Promise<Outcome>
  /** Where it sends, for people: host and port, nothing secret. */
  readonly server: string
}

export type Mail = {
  to: string
  /** Made to one line; whatever it holds, it is only a subject. */
  subject: string
  /** Plain. */
  text: string
  /** Without angle brackets: `ticket.1f3a@acme.com`. The same for the same mail, at every try. */
  messageId: string
  /** Behind "from", as people read it. */
  fromName?: string | undefined
  replyTo?: string | undefined
  attachments?: { name: string; type: string; content: string | Uint8Array }[]
}

export type MailerParts = {
  smtpUrl: string
  from: string
  clock: Clock
  /** PEM, for a mail server with a certificate of its own. */
  ca?: string | undefined
  limits?: { connect?: Ms; total?: Ms }
}

export function createMailer({ smtpUrl, from, clock, ca, limits = {} }: MailerParts): Mailer {
  // Every call ends within 30 s; a server that looks for viruses may well take 20.
  const { connect = 8_000, total = 28_000 } = limits
  const server = smtpServer(smtpUrl)
  const sender = mailAddress(from)

  /** One connection for one piece of work: `then` runs when the server is ready to take a mail. */
  async function session(to: SmtpServer, then: Step): Promise<Outcome> {
    const { default: Connection } = await import('nodemailer/lib/smtp-connection')
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const connection = new Connection(optionsOf(to, { connect, total, ca }))
    const stopTimer = clock.after(total, () => failed({ code: 'ETIMEDOUT' }))
    let begun = false

    function settle(outcome: Outcome): void {
      stopTimer()
      resolve(outcome)
    }
    function failed(trouble: SmtpTrouble): void {
      settle(outcomeOf(trouble, begun))
      connection.close()
    }
    function ended(): void {
      settle(done(null))
      connection.quit()
    }
    function begin(): void {
      begun = true
    }
    // After the end a late error must find somebody who hears it, or it would end the process.
    connection.on('error', failed)
    connection.connect((error) => {
      if (error) return failed(error)
      const ready = () => then(connection, { failed, ended, begin })
      if (to.login === null) return ready()
      connection.login(to.login, (refusal) => (refusal ? failed(refusal) : ready()))
    })
    return await promise
  }

  return {
    server: server ? `${server.host}:${server.port}` : 'none',

    async send(mail) {
      const to = mailAddress(mail.to)
      if (!server) return misconfigured('BATON_SMTP_URL is not the address of a mail server')
      if (!sender) return misconfigured('the sender is not an e-mail address')
      if (!to) return refused('bad-address', 'the address to send to is no e-mail address', 'Correct the address.')
      const bytes = await composed(mail, sender, to)
      const envelope = { from: sender, to: [to], size: bytes.length }
      return await session(server, (connection, { failed, ended, begin }) => {
        connection.send(envelope, watched(bytes, begin), (error) => (error ? failed(error) : ended()))
      })
    },

    verify: async () =>
      server
        ? await session(server, (_connection, { ended }) => ended())
        : misconfigured('BATON_SMTP_URL is not the address of a mail server'),
  }
}

type Step = (
  connection: SMTPConnection,
  on: { failed(trouble: SmtpTrouble): void; ended(): void; begin(): void },
) => void

function optionsOf(
  { host, port, tls }: SmtpServer,
  { connect, total, ca }: { connect: Ms; total: Ms; ca: string | undefined },
): SMTPConnectionOptions {
  return {
    host,
    port,
    secure: tls === 'first',
    requireTLS: tls === 'required',
    // Covers the look-up of the name and the greeting.
    connectionTimeout: connect,
    greetingTimeout: connect,
    // Our own timer ends what takes too long.
    socketTimeout: total,
    socketCloseTimeout: 1_000,
    // A reply is a line; this one would be a flood.
    maxResponseSize: 65_536,
    logger: false,
    ...(ca !== undefined && { tls: { ca } }),
  }
}

/** The connection begins to read a mail only when the server has said that it may come. */
function watched(bytes: Buffer, begin: () => void): Readable {
  let sent = false
  return new Readable({
    read() {
      if (!sent) begin()
      this.push(sent ? null : bytes)
      sent = true
    },
  })
}

async function composed(mail: Mail, from: string, to: string): Promise<Buffer> {
  const replyTo = mailAddress(mail.replyTo ?? '')
  const name = oneLine(mail.fromName ?? '')
  // Most servers send no mail, and need not carry what makes one.
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer')
  return await new MailComposer({
    from: name === '' ? from : { name, address: from },
    to,
    subject: oneLine(mail.subject),
    messageId: `<${mail.messageId}>`,
    text: mail.text,
    newline: 'win',
    attachments: (mail.attachments ?? []).map(({ name: filename, type, content }) => ({
      filename: oneLine(filename),
      contentType: type,
      content: Buffer.from(content as Uint8Array),
    })),
    ...(replyTo !== null && { replyTo }),
    // Whatever a text says, nothing is fetched or read for it.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

const misconfigured = (detail: string): Outcome<never> => ({
  kind: 'retry',
  why: why('no-mail-server', detail),
  scope: 'account',
})
