import type { Time } from '@baton/shared/ids.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../clock.ts'
import { done, type Outcome } from '../outcome.ts'
import { defaultLimits } from './limits.ts'
import { type Client, fakeRegistry, type Rig, startRig, testSite } from './rig.ts'

const mails: { to: string; subject: string; text: string }[] = []
let outcome: Outcome = done(null)
let time = 0
let rig: Rig
let ann: Client

beforeEach(async () => {
  mails.length = 0
  outcome = done(null)
  time = 1_700_000_000_000
  rig = await startRig({
    registry: fakeRegistry([testSite('acme')]),
    clock: { ...systemClock, now: () => time as Time },
    limits: defaultLimits,
    mail: {
      of: () => async (mail) => {
        if (outcome.kind === 'done') mails.push(mail)
        return outcome
      },
      digits: () => '012345',
    },
  })
  ann = await rig.join()
  await ann.hello()
  await ann.say('My order is 4711\nand it is late')
})
afterEach(() => rig.close())

const ask = (more: { email: string } | { code: string }, tab = ann) =>
  tab.ask('mailTranscript', { session: tab.session, ...more })
const refused = (code: string) => ({ ok: false, error: { code } })

describe('the history by mail', () => {
  it('goes to an address only with the digits that came there, and only once', async () => {
    expect(await ask({ email: 'ann@example.com' })).toEqual({ ok: true, next: 'code' })
    expect(mails).toHaveLength(1)
    expect(mails[0]?.text).not.toContain('4711')
    expect(await ask({ code: '999999' })).toMatchObject(refused('notFound'))
    expect(mails).toHaveLength(1)
    expect(await ask({ code: '012345' })).toEqual({ ok: true, next: 'sent' })
    expect(mails[1]).toMatchObject({ to: 'ann@example.com' })
    expect(mails[1]?.text).toMatch(/You: My order is 4711\n {4}and it is late/)
    expect(await ask({ code: '012345' })).toMatchObject(refused('closed'))
  })

  it('takes nobody else’s digits', async () => {
    await ask({ email: 'ann@example.com' })
    const eve = await rig.join()
    await eve.hello()
    expect(await ask({ code: '012345' }, eve)).toMatchObject(refused('closed'))
    expect(mails).toHaveLength(1)
  })

  it('closes after five wrong guesses and after a quarter of an hour', async () => {
    await ask({ email: 'ann@example.com' })
    for (let i = 0; i < 5; i++) expect(await ask({ code: '111111' })).toMatchObject(refused('notFound'))
    expect(await ask({ code: '012345' })).toMatchObject(refused('closed'))
    time += 20 * 60_000
    await ask({ email: 'ann@example.com' })
    time += 16 * 60_000
    expect(await ask({ code: '012345' })).toMatchObject(refused('closed'))
    expect(mails.every(({ text }) => !text.includes('4711'))).toBe(true)
  })

  it('bombs no mailbox: three for one visitor, and three to one address whoever asks', async () => {
    for (let i = 0; i < 3; i++) expect(await ask({ email: 'ann@example.com' })).toMatchObject({ ok: true })
    expect(await ask({ email: 'other@example.com' })).toMatchObject(refused('slowDown'))
    const eve = await rig.join()
    await eve.hello()
    time += 25 * 60_000
    expect(await ask({ email: 'ANN@example.com' }, eve)).toMatchObject(refused('slowDown'))
    expect(mails).toHaveLength(3)
  })

  it('says so when no address is one, and when the mail server is away', async () => {
    expect(await ask({ email: 'ann at home' })).toMatchObject(refused('badFrame'))
    outcome = { kind: 'retry', why: { code: 'connection-refused' }, scope: 'delivery' }
    expect(await ask({ email: 'ann@example.com' })).toMatchObject(refused('unavailable'))
    outcome = { kind: 'refused', why: { code: 'smtp-550' } }
    expect(await ask({ email: 'ann@example.com' })).toMatchObject(refused('badFrame'))
  })

  it('is nowhere to be had on a site that sends none', async () => {
    await rig.close()
    rig = await startRig({ registry: fakeRegistry([testSite('acme')]) })
    ann = await rig.join()
    await ann.hello()
    expect(await ask({ email: 'ann@example.com' })).toMatchObject(refused('notFound'))
  })
})
