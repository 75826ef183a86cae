import { describe, expect, it } from 'vitest'
import { systemClock } from '../../clock.ts'
import { mail, withMailer } from './mail-rig.ts'
import { createMailer } from './mailer.ts'

describe('the connection to a mail server', () => {
  it.each(['starttls', 'first'] as const)('is safe by %s before the login', (tls) =>
    withMailer(
      async (sim, mailer) => {
        expect(await mailer.verify()).toMatchObject({ kind: 'done' })
        expect(await mailer.send(mail)).toMatchObject({ kind: 'done' })
        expect(sim.mails).toMatchObject([{ secure: true, user: 'baton@example.com' }])
      },
      { tls },
    ),
  )

  it.each(['starttls', 'first'] as const)('is not made with a certificate that nobody vouches for: %s', (tls) =>
    withMailer(
      async (sim, _mailer, make) => {
        expect(await make({ ca: undefined }).send(mail)).toMatchObject({
          kind: 'retry',
          scope: 'account',
          why: { code: 'tls' },
        })
        expect(sim.commands.filter((command) => command.startsWith('AUTH'))).toEqual([])
      },
      { tls },
    ),
  )

  it('may be plain to this machine, and nothing is lost where nobody has to sign in', () =>
    withMailer(
      async (sim, mailer) => {
        expect(await mailer.send(mail)).toMatchObject({ kind: 'done' })
        expect(sim.mails).toMatchObject([{ secure: false, user: null }])
      },
      { login: null },
    ))

  it('is not used when it should be safe and is not', () =>
    withMailer(async (sim, _mailer, make) => {
      // Another name of this machine, for which the rule holds.
      const outcome = await make({ smtpUrl: sim.url.replace('127.0.0.1', '[::ffff:127.0.0.1]') }).send(mail)
      expect(outcome).toMatchObject({ kind: 'retry', scope: 'account', why: { code: 'tls' } })
      expect(sim.commands.filter((command) => command.startsWith('AUTH'))).toEqual([])
    }))

  it('is not tried without a mail server or a sender', async () => {
    const parts = { smtpUrl: 'http://127.0.0.1', from: 'chat@acme.example', clock: systemClock }
    for (const mailer of [
      createMailer(parts),
      createMailer({ ...parts, smtpUrl: 'smtp://127.0.0.1:9', from: 'nobody' }),
    ])
      expect(await mailer.send(mail)).toMatchObject({
        kind: 'retry',
        scope: 'account',
        why: { code: 'no-mail-server' },
      })
  })
})
