import type { Step } from '@baton/e2e/vendors/smtp/smtp.ts'
import { headerOf } from '@baton/e2e/vendors/smtp/taken.ts'
import { describe, expect, it } from 'vitest'
import { hurried, mail, withMailer } from './mail-rig.ts'

describe('a mail', () => {
  it('arrives with every letter as it was, whatever its lines are', () =>
    withMailer(async (sim, mailer) => {
      const text = `Grüße 한국어 🙂\n.\n..\n.dot\nFrom here\n${'long '.repeat(500)}end\n\ttab  two blanks \n=3D --\n-- \nlast\n`
      expect(await mailer.send({ ...mail, subject: `Ünïcode 한국어 🙂 ${'long '.repeat(40)}end`, text })).toEqual({
        kind: 'done',
        value: null,
      })
      expect(sim.mails[0]?.text).toBe(text)
      expect(sim.mails[0]?.subject).toBe(`Ünïcode 한국어 🙂 ${'long '.repeat(40)}end`)
      expect(sim.mails[0]).toMatchObject({
        from: 'chat@acme.example',
        to: ['help@acme.example'],
        messageId: '<ticket.1@acme.example>',
      })
    }))

  it('has one sender, one receiver and one subject, whatever its words are', () =>
    withMailer(async (sim, mailer) => {
      const evil =
        'x\r\nBcc: all@example.com\nReply-To: evil@example.com\r\n\r\nbody\u2028<a@b.example>, "c" <d@e.example>'
      await mailer.send({
        ...mail,
        subject: evil,
        fromName: evil,
        replyTo: evil,
        attachments: [{ name: evil, type: 'text/plain', content: 'x' }],
      })
      expect(sim.mails).toHaveLength(1)
      const [got] = sim.mails
      expect(got?.to).toEqual(['help@acme.example'])
      expect(got && headerOf(got, 'to')).toBe('help@acme.example')
      expect(got && headerOf(got, 'from')).toMatch(/ <chat@acme\.example>$/)
      expect(got && headerOf(got, 'reply-to')).toBeNull()
      expect(got && headerOf(got, 'bcc')).toBeNull()
      expect(got?.text).toBe('Hello\n')
    }))

  it('is never sent to what is no single address', () =>
    withMailer(async (sim, mailer) => {
      for (const to of [
        '',
        'help',
        'a@b.example, c@d.example',
        'a@b.example\r\nRCPT TO:<c@d.example>',
        '<a@b.example>',
        'Vi <a@b.example>',
      ])
        expect(await mailer.send({ ...mail, to })).toMatchObject({ kind: 'refused', mend: expect.any(String) })
      expect(sim.commands).toEqual([])
    }))

  it('brings its attachments, byte for byte and by name', () =>
    withMailer(async (sim, mailer) => {
      const bytes = Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7) % 256)
      const attachments = [
        { name: 'Gespräch – 한.txt', type: 'text/plain', content: 'é\n' },
        { name: 'a.bin', type: 'application/octet-stream', content: bytes },
      ]
      await mailer.send({ ...mail, attachments })
      expect(sim.mails[0]?.attachments).toEqual([
        { name: 'Gespräch – 한.txt', type: 'text/plain', bytes: Buffer.from('é\n') },
        { name: 'a.bin', type: 'application/octet-stream', bytes: Buffer.from(bytes) },
      ])
    }))
})

describe('how a mail ended', () => {
  const steps: Step[] = ['CONNECT', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'END']

  it.each(steps)('is a retry when %s says "later"', (on) =>
    withMailer(async (sim, mailer) => {
      sim.faults.set('refuse', { on, status: 451 })
      expect(await mailer.send(mail)).toMatchObject({ kind: 'retry', scope: 'delivery' })
      sim.faults.set('refuse', { on, status: 421 })
      expect(await mailer.send(mail)).toMatchObject({ kind: 'retry', scope: 'delivery' })
      sim.faults.clear()
      expect(await mailer.send(mail)).toMatchObject({ kind: 'done' })
    }),
  )

  it.each(['MAIL', 'RCPT', 'DATA', 'END'] as const)(
    'is a refusal with its mend when %s says "never", without the server’s words',
    (on) =>
      withMailer(async (sim, mailer) => {
        sim.faults.set('refuse', { on, status: 550 })
        const outcome = await mailer.send(mail)
        expect(outcome).toMatchObject({ kind: 'refused', why: { code: 'smtp-550' }, mend: expect.any(String) })
        expect(JSON.stringify(outcome)).not.toContain('secret@example.com')
        const about = { MAIL: 'sender', RCPT: 'to:', DATA: 'log', END: 'log' }[on]
        expect(outcome).toMatchObject({ mend: expect.stringContaining(about) })
      }),
  )

  it.each(steps)('is a retry when the connection is lost at %s, and unsure once the mail has left', (on) =>
    withMailer(async (sim, mailer) => {
      sim.faults.set('drop', { on, times: 1 })
      expect(await mailer.send(mail)).toMatchObject({ kind: on === 'END' ? 'unsure' : 'retry' })
      expect(sim.mails).toEqual([])
    }),
  )

  it.each(steps)('is known in time when nobody answers at %s', (on) =>
    withMailer(async (sim, _mailer, make) => {
      sim.faults.set('hang', { on })
      expect(await make({ limits: hurried(on) }).send(mail)).toMatchObject({
        kind: on === 'END' ? 'unsure' : 'retry',
        why: { code: 'timeout' },
      })
    }),
  )

  it.each(['EHLO', 'MAIL', 'END'] as const)('is known in time when the answer to %s never ends', (on) =>
    withMailer(async (sim, _mailer, make) => {
      sim.faults.set('drip', { on })
      expect(await make({ limits: hurried(on) }).send(mail)).toMatchObject({
        kind: on === 'END' ? 'unsure' : 'retry',
        why: { code: 'timeout' },
      })
    }),
  )

  it('is unsure when the answer is lost, and the same mail again has the same Message-ID', () =>
    withMailer(async (sim, _mailer, make) => {
      for (const how of ['reset', 'hang']) {
        sim.faults.set('loseAnswer', { how, times: 1 })
        expect(await make({ limits: hurried('END') }).send(mail)).toMatchObject({ kind: 'unsure' })
      }
      expect(await make().send(mail)).toMatchObject({ kind: 'done' })
      expect(new Set(sim.mails.map(({ messageId }) => messageId)).size).toBe(1)
    }))

  it('is the account’s matter when the login is wrong, and says neither password nor user', () =>
    withMailer(async (sim, mailer, make) => {
      const wrong = make({ smtpUrl: sim.url.replace(/:[^:@]+@/, ':wr%25ong@') })
      const noPassword = make({ smtpUrl: sim.url.replace(/\/\/.*@/, '//') })
      sim.faults.set('noLogin', { times: 1 })
      const outcomes = [
        await mailer.send(mail),
        await wrong.send(mail),
        await wrong.verify(),
        await noPassword.send(mail),
      ]
      for (const outcome of outcomes)
        expect(outcome).toMatchObject({ kind: 'retry', scope: 'account', why: { code: 'login-refused' } })
      expect(JSON.stringify(outcomes)).not.toMatch(new RegExp(`wr%|${sim.login?.pass}|baton@example`))
    }))

  it('is refused before it leaves when it is larger than the server takes', () =>
    withMailer(
      async (sim, mailer) => {
        expect(await mailer.send({ ...mail, text: 'x'.repeat(20_000) })).toMatchObject({
          kind: 'refused',
          why: { code: 'too-large' },
        })
        expect(sim.commands).not.toContain('DATA')
      },
      { maxSize: 10_000 },
    ))

  it('is a retry when nobody listens there, or somebody who speaks no SMTP', () =>
    withMailer(async (sim, mailer) => {
      sim.faults.set('notSmtp')
      expect(await mailer.send(mail)).toMatchObject({ kind: 'retry' })
      await sim.stop()
      expect(await mailer.send(mail)).toEqual({ kind: 'retry', scope: 'delivery', why: { code: 'connection-refused' } })
    }))

  it('waits for a server that greets slowly, also without commands sent ahead', () =>
    withMailer(
      async (sim, mailer) => {
        sim.faults.set('slow', { on: 'CONNECT', ms: 100 })
        expect(await mailer.send(mail)).toMatchObject({ kind: 'done' })
      },
      { pipelining: false },
    ))
})
