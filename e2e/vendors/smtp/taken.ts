import type { Attachment, Header } from './mime.ts'
import { readMail } from './mime.ts'

/** A mail as it was taken: the envelope, and what a mail program would show. */
export type Mail = {
  at: string
  /** Envelope. */
  from: string
  to: string[]
  /** Over TLS; and whose login it was. */
  secure: boolean
  user: string | null
  headers: Header[]
  /** Angle brackets included. */
  messageId: string
  subject: string
  /** The decoded plain text, its lines ended by \n. */
  text: string
  attachments: Attachment[]
  /** The bytes as they came, without the dots that were doubled. */
  raw: Buffer
}

/** The value of a header, decoded; null: there is none. */
export const headerOf = (mail: Pick<Mail, 'headers'>, name: string): string | null =>
  mail.headers.find((one) => one.name.toLowerCase() === name.toLowerCase())?.value ?? null

type Envelope = Pick<Mail, 'at' | 'from' | 'to' | 'secure' | 'user'> & { eightBit: boolean }

/** Takes a mail, or says why not: each a sentence that ends up among the breaches. */
export function taken(lines: string[], { eightBit, ...envelope }: Envelope): { mail: Mail } | { wrong: string[] } {
  const raw = `${lines.join('\r\n')}\r\n`
  const read = readMail(raw)
  const count = (name: string) => read.headers.filter((one) => one.name.toLowerCase() === name).length
  const wrong = [
    ...read.wrong,
    ...(lines.some((line) => line.length > 998) ? ['a line over 998 characters'] : []),
    ...(!eightBit && /[\x80-\xff]/.test(raw) ? ['bytes beyond ASCII without BODY=8BITMIME'] : []),
    ...['from', 'date', 'message-id', 'to', 'mime-version']
      .filter((name) => count(name) === 0)
      .map((name) => `no header ${name}`),
    ...['from', 'date', 'message-id', 'to', 'subject', 'reply-to', 'bcc', 'cc', 'mime-version', 'content-type']
      .filter((name) => count(name) > 1)
      .map((name) => `the header ${name} twice`),
    ...(count('bcc') > 0 ? ['a header bcc that everybody could read'] : []),
  ]
  const mail: Mail = {
    ...envelope,
    headers: read.headers,
    messageId: headerOf(read, 'message-id') ?? '',
    subject: headerOf(read, 'subject') ?? '',
    text: read.text,
    attachments: read.attachments,
    raw: Buffer.from(raw, 'latin1'),
  }
  if (!/^<[^\s<>@]+@[^\s<>@]+>$/.test(mail.messageId)) wrong.push('a Message-ID of the wrong shape')
  if (Number.isNaN(Date.parse(headerOf(read, 'date') ?? ''))) wrong.push('a Date that is none')
  return wrong.length > 0 ? { wrong } : { mail }
}
