import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { eventually } from '../receiver.ts'
import type { Smtp, SmtpOptions } from './smtp.ts'
import { startSmtp } from './smtp.ts'
import { headerOf } from './taken.ts'

/** A server without a login, and a client that says whatever it is told. */
async function talking(options: SmtpOptions = { login: null }) {
  const smtp = await startSmtp(options)
  const socket = connect(smtp.port, '127.0.0.1')
  let heard = ''
  let ended = false
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString()
  })
  socket.on('close', () => {
    ended = true
  })
  socket.on('error', () => {})
  onTestFinished(async () => {
    socket.destroy()
    await smtp.stop()
  })
  const replies = () => heard.split('\r\n').filter((line) => /^\d{3} /.test(line))
  const codes = () => replies().map((line) => line.slice(0, 3))
  return {
    smtp,
    heard: () => heard,
    ended: () => ended,
    /** Sends bytes as they are, and waits for so many more replies. */
    async say(bytes: string, more = 1): Promise<string[]> {
      const before = replies().length
      socket.write(Buffer.from(bytes, 'latin1'))
      await eventually(() => expect(replies().length).toBe(before + more))
      return codes().slice(before)
    },
    hears: (code: string) => eventually(() => expect(codes()).toContain(code)),
  }
}

const head = [
  'From: chat@acme.example',
  'To: help@acme.example',
  'Date: Mon, 05 Jan 2026 09:00:00 +0000',
  'Message-ID: <one@acme.example>',
  'MIME-Version: 1.0',
]
const envelope = 'MAIL FROM:<chat@acme.example>\r\nRCPT TO:<help@acme.example>\r\nDATA\r\n'
const mailOf = (...lines: string[]) => `${lines.join('\r\n')}\r\n.\r\n`

/** How the server ends a mail of these bytes. */
async function sent(bytes: string, options?: SmtpOptions): Promise<{ code: string | undefined; smtp: Smtp }> {
  const client = await talking(options)
  await client.hears('220')
  await client.say(`EHLO here.example\r\n`)
  await client.say(envelope, 3)
  const [code] = await client.say(bytes)
  return { code, smtp: client.smtp }
}
const whats = (smtp: Smtp) => smtp.breaches.map(({ what }) => what)

it('takes a mail, and shows it as a mail program would', async () => {
  const { code, smtp } = await sent(
    mailOf(
      ...head,
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9F?=',
      ' =?UTF-8?B?ZSDtlZw=?= x',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '..dots =C3=A9=',
      ' joined',
    ),
  )
  expect(code).toBe('250')
  expect(smtp.mails).toMatchObject([
    { from: 'chat@acme.example', to: ['help@acme.example'], subject: 'Grüße 한 x', text: '.dots é joined\n' },
  ])
  expect(smtp.mails[0] && headerOf(smtp.mails[0], 'FROM')).toBe('chat@acme.example')
  expect(smtp.breaches).toEqual([])
})

it.each<[string, string]>([
  ['a bare LF', `${head.join('\r\n')}\r\n\r\none\ntwo\r\n.\r\n`],
  ['a bare CR', mailOf(...head, '', 'one\rtwo')],
  ['a dot that was not doubled', mailOf(...head, '', '.one')],
  ['a line over 998 characters', mailOf(...head, '', 'x'.repeat(999))],
  ['bytes beyond ASCII', mailOf(...head, '', 'é')],
  ['holds what is not ASCII', mailOf(...head, 'Subject: é', '', 'x')],
  ['the header subject twice', mailOf(...head, 'Subject: a', 'Subject: b', '', 'x')],
  ['a header bcc', mailOf(...head, 'Bcc: all@example.com', '', 'x')],
  ['a header line without a name', mailOf(...head, 'what is this', '', 'x')],
  [
    'a Message-ID of the wrong shape',
    mailOf(...head.map((line) => line.replace('<one@acme.example>', 'one')), '', 'x'),
  ],
  ['a Date that is none', mailOf(...head.map((line) => line.replace(/^Date: .*/, 'Date: soon')), '', 'x')],
  ...['From', 'To', 'Date', 'Message-ID', 'MIME-Version'].map((name): [string, string] => [
    `no header ${name.toLowerCase()}`,
    mailOf(...head.filter((line) => !line.startsWith(name)), '', 'x'),
  ]),
])('refuses a mail with %s, and keeps nothing', async (what, bytes) => {
  const { code, smtp } = await sent(bytes)
  expect(code).toBe('550')
  expect(whats(smtp)).toContainEqual(expect.stringContaining(what))
  expect(smtp.mails).toEqual([])
})

it('takes no lone dot behind a bare LF for the end of a mail', async () => {
  const { code, smtp } = await sent(`${head.join('\r\n')}\r\n\r\none\n.\r\nMAIL FROM:<a@b.example>\r\n.\r\n`)
  expect([code, smtp.mails]).toEqual(['550', []])
})

it('refuses what is larger than it takes, announced or not', async () => {
  const options = { login: null, maxSize: 1_000 }
  expect((await sent(mailOf(...head, '', 'x'.repeat(900), 'x'.repeat(900)), options)).code).toBe('552')
  const client = await talking(options)
  await client.say('EHLO here.example\r\n', 2)
  expect(await client.say('MAIL FROM:<a@b.example> SIZE=1001\r\n')).toEqual(['552'])
})

it('wants the commands in their order and shape', async () => {
  const { say, smtp, hears } = await talking()
  await hears('220')
  expect(await say('MAIL FROM:<a@b.example>\r\n')).toEqual(['503'])
  expect(await say('EHLO\r\n')).toEqual(['501'])
  await say('EHLO here.example\r\n')
  expect(await say('RCPT TO:<c@d.example>\r\n')).toEqual(['503'])
  expect(await say('MAIL FROM:a@b.example\r\n')).toEqual(['501'])
  expect(await say('MAIL FROM:<a@b.example>\r\n')).toEqual(['250'])
  expect(await say('RCPT TO:<c@d.example>,<e@f.example>\r\n')).toEqual(['501'])
  expect(await say('NOOP\n')).toEqual(['500'])
  expect(await say('NOTHING\r\n')).toEqual(['502'])
  expect(await say(`NOOP ${'x'.repeat(600)}\r\n`)).toEqual(['500'])
  expect(smtp.breaches).toHaveLength(7)
  expect(await say('QUIT\r\n')).toEqual(['221'])
})

it('lets in who knows the password, by PLAIN and LOGIN, and keeps it out of its list', async () => {
  const login = { user: 'me', pass: 'secret' }
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const client = await talking({ login })
  await client.say('EHLO here.example\r\n', 2)
  expect(await client.say('MAIL FROM:<a@b.example>\r\n')).toEqual(['530'])
  expect(await client.say(`AUTH PLAIN ${base64('\0me\0wrong')}\r\n`)).toEqual(['535'])
  expect(await client.say('AUTH LOGIN\r\n')).toEqual(['334'])
  expect(await client.say(`${base64('me')}\r\n`)).toEqual(['334'])
  expect(await client.say(`${base64('secret')}\r\n`)).toEqual(['235'])
  expect(await client.say('MAIL FROM:<a@b.example>\r\n')).toEqual(['250'])
  expect(client.smtp.commands).toEqual([
    'EHLO here.example',
    'MAIL FROM:<a@b.example>',
    'AUTH PLAIN',
    'AUTH LOGIN',
    'MAIL FROM:<a@b.example>',
  ])
})

it('offers no login before TLS where TLS is to be had, and none of either as a fault', async () => {
  const client = await talking({ tls: 'starttls' })
  await client.say('EHLO here.example\r\n', 2)
  expect(client.heard()).toContain('STARTTLS')
  expect(client.heard()).not.toContain('AUTH')
  expect(await client.say('AUTH PLAIN AAAA\r\n')).toEqual(['502'])
  client.smtp.faults.set('noStartTls')
  await client.say('EHLO here.example\r\n')
  expect(await client.say('STARTTLS\r\n')).toEqual(['502'])
  client.smtp.faults.set('noLogin')
  await client.say('EHLO here.example\r\n')
  expect(await client.say('AUTH PLAIN AAAA\r\n')).toEqual(['502'])
})

it('records commands sent ahead where nobody offered that', async () => {
  const client = await talking({ login: null, pipelining: false })
  await client.hears('220')
  await client.say('EHLO here.example\r\n')
  expect(client.heard()).not.toContain('PIPELINING')
  await client.say('MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\n', 2)
  expect(whats(client.smtp)).toEqual(['commands sent ahead, which nobody offered'])
})

it('misbehaves at the step that it was told, as often as it was told', async () => {
  const client = await talking()
  const { smtp, say } = client
  await client.hears('220')
  smtp.faults.set('refuse', { on: 'EHLO', status: 451, times: 1 })
  expect(await say('EHLO here.example\r\n')).toEqual(['451'])
  smtp.faults.set('slow', { on: 'EHLO', ms: 60, times: 1 })
  const began = performance.now()
  expect(await say('EHLO here.example\r\n')).toEqual(['250'])
  expect(performance.now() - began).toBeGreaterThanOrEqual(55)
  await say(envelope, 3)
  smtp.faults.set('loseAnswer', { how: 'hang', times: 1 })
  await say(mailOf(...head, '', 'x'), 0)
  await eventually(() => expect(smtp.mails).toHaveLength(1))
  expect(await say(envelope, 3)).toEqual(['250', '250', '354'])
  smtp.faults.set('drip', { on: 'EHLO', ms: 5, times: 1 })
  const another = connect(smtp.port, '127.0.0.1')
  let dripped = ''
  another.on('data', (chunk: Buffer) => {
    dripped += chunk.toString()
  })
  another.write('EHLO there.example\r\n')
  await eventually(() => expect(dripped.match(/^250-still here\r$/gm)?.length).toBeGreaterThan(2))
  another.destroy()
  smtp.faults.set('drop', { on: 'END', times: 1 })
  await say(mailOf(...head, '', 'x'), 0)
  await eventually(() => expect(client.ended()).toBe(true))
  expect(smtp.mails).toHaveLength(1)
})

it('is there again on the same port after a stop, with what it took', async () => {
  const { smtp } = await sent(mailOf(...head, '', 'x'))
  const { port } = smtp
  await smtp.stop()
  await smtp.start()
  expect([smtp.port, smtp.mails.length]).toEqual([port, 1])
})
